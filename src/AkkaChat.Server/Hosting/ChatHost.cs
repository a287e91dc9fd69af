using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Health;
using AkkaChat.Server.Network;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Hosting;

/// <summary>Builds the server: the generic host with the actor system and its two top-level actors.</summary>
internal static class ChatHost
{
    /// <summary>Part of the shutdown grace that the connections may use; the rest is for the actor system to stop.</summary>
    private const double DrainShare = 0.9;

    private const string RoomDispatcher = "akka.actor.room-dispatcher";

    /// <param name="endpoint">Where to listen, resolved.</param>
    /// <param name="health">The open port of the health checks; null for none.</param>
    public static IHost Build(Configured configured, IPEndPoint endpoint, Socket? health = null)
    {
        var settings = configured.Settings;
        var builder = new HostBuilder().ConfigureLogging(logging => logging.AddChatLog());
        if (health is not null)
            builder.AddHealthEndpoint(health);
        builder.ConfigureServices(services => services.AddAkka("akkachat", (akka, _) => akka
            .AddHocon(configured.Hocon, HoconAddMode.Replace)
            .AddHocon(Wiring(settings), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers => loggers.ToChatLog())
            .WithActors((system, registry) => StartActors(system, registry, settings, endpoint))
            .AddStartup((system, registry) => DrainAtShutdown(system, registry.Get<ListenerActor>(), settings))));
        return builder.Build();
    }

    private static void StartActors(
        ActorSystem system, IActorRegistry registry, ChatSettings settings, IPEndPoint endpoint)
    {
        var room = system.ActorOf(
            RoomActor.Props(settings.UniqueNames, settings.Limits.Outbox.Window).WithDispatcher(RoomDispatcher), "room");
        ConnectionProps connection = (socket, remote, refusal) =>
            ConnectionActor.Props(socket, remote, room, settings, refusal);
        var listener = system.ActorOf(
            Props.Create<ListenerActor>(system.Tcp(), room, endpoint, settings, PlanDescriptors(system, settings), connection),
            "listener");

        _ = EndWithAsync(system, room, listener);
        registry.Register<RoomActor>(room);
        registry.Register<ListenerActor>(listener);
    }

    /// <summary>Restarts are none of it; but without one of these for good, a server that lives on is deaf.</summary>
    private static async Task EndWithAsync(ActorSystem system, params IActorRef[] indispensable)
    {
        await Task.WhenAny(indispensable.Select(actor => actor.WatchAsync()));
        await system.Terminate();
    }

    private static DescriptorBudget PlanDescriptors(ActorSystem system, ChatSettings settings)
    {
        var (limit, inUse) = DescriptorBudget.Read();
        var wanted = settings.Limits.MaxConnections;
        var budget = DescriptorBudget.Plan(limit, inUse, wanted);
        if (budget.Connections < wanted)
        {
            system.Log.Warning(
                "The limit of {Limit} open files allows {Possible} connections, not {Wanted} (limits.max-connections): "
                + "at least {Needed} are needed",
                limit,
                budget.Connections,
                wanted,
                DescriptorBudget.Needed(inUse, wanted));
        }

        return budget;
    }

    private static void DrainAtShutdown(ActorSystem system, IActorRef listener, ChatSettings settings) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "drain", async () =>
        {
            var drain = new ListenerActor.Drain(settings.ShutdownGrace * DrainShare);
            await listener.Ask<ListenerActor.Drained>(drain, settings.ShutdownGrace);
            return Akka.Done.Instance;
        });

    /// <summary>What the engine has to know of this program, and nobody has to set.</summary>
    private static Config Wiring(ChatSettings settings) => ConfigurationFactory.ParseString($$"""
        akka {
          stdout-logger-class = "{{typeof(LateLogger).AssemblyQualifiedName}}"
          # The drain keeps its own time: the phase that it runs in must not cut it short.
          coordinated-shutdown.phases.service-unbind.timeout = {{settings.ShutdownGrace.TotalMilliseconds + 1000:F0}}ms
        }
        """);
}
