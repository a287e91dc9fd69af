using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Health;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>Builds the server: the generic host with the actor system and its two top-level actors.</summary>
internal static class ChatHost
{
    /// <summary>Part of the shutdown grace that the connections may use; the rest is for the actor system to stop.</summary>
    private const double DrainShare = 0.9;

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(1);

    private const string RoomDispatcher = "akka.actor.room-dispatcher";

    /// <param name="endpoint">Where to listen, resolved.</param>
    /// <param name="health">The open port of the health checks; null for none.</param>
    public static IHost Build(LoadedConfiguration configured, IPEndPoint endpoint, Socket? health = null)
    {
        var settings = configured.Settings;
        var builder = new HostBuilder().ConfigureLogging(logging => logging.AddChatLog(settings.Log));
        if (health is not null)
            builder.AddHealthEndpoint(health);
        builder.AddChatMeter(settings.Metrics.OtlpEndpoint);
        builder.ConfigureServices(collection => collection.AddAkka("akkachat", (akka, services) => akka
            .AddHocon(configured.Hocon, HoconAddMode.Replace)
            .AddHocon(Wiring(settings), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers => loggers.ToChatLog())
            .WithActors((system, registry) => StartObservers(system, registry, services))
            .WithActors((system, registry) => StartActors(system, registry, settings, endpoint, services))
            .AddStartup((system, registry) => DrainAtShutdown(system, registry.Get<ListenerActor>(), settings))
            .AddStartup((system, registry) => CloseLogAtShutdown(system, registry.Get<EventLogActor>()))));
        return builder.Build();
    }

    private static void StartObservers(ActorSystem system, IActorRegistry registry, IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("AkkaChat");
        registry.Register<EventLogActor>(Observe(system, Props.Create<EventLogActor>(logger), "event-log"));
        Observe(system, Props.Create<EventCounterActor>(services.GetRequiredService<ChatMeter>()), "event-count");
    }

    /// <summary>Starts an actor that is told of all that happens. From here on it misses nothing, whenever it begins.</summary>
    private static IActorRef Observe(ActorSystem system, Props props, string name)
    {
        var observer = system.ActorOf(props, name);
        system.EventStream.Subscribe(observer, typeof(ChatEvents.IChatEvent));
        return observer;
    }

    private static void StartActors(
        ActorSystem system, IActorRegistry registry, ChatSettings settings, IPEndPoint endpoint, IServiceProvider services)
    {
        var lineDuration = services.GetRequiredService<ChatMeter>().LineDuration;
        var room = system.ActorOf(
            RoomActor.Props(settings.Room, services.GetRequiredService<RoomGauges>(), lineDuration)
                .WithDispatcher(RoomDispatcher),
            "room");
        var stats = services.GetRequiredService<ConnectionStatsRegistry>();
        ConnectionProps connection = (socket, remote, refusal) =>
            ConnectionActor.Props(socket, remote, room, settings.Connection, stats, lineDuration, refusal);
        var listener = system.ActorOf(
            Props.Create<ListenerActor>(
                system.Tcp(),
                room,
                endpoint,
                settings.Listen,
                settings.Limits,
                settings.KeepAlive,
                PlanDescriptors(system, settings),
                connection),
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

    private static FileDescriptorLimit PlanDescriptors(ActorSystem system, ChatSettings settings)
    {
        var (limit, inUse) = FileDescriptorLimit.Read();
        var wanted = settings.Limits.MaxConnections;
        var budget = FileDescriptorLimit.Allocate(limit, inUse, wanted);
        if (limit is { } files && budget.Connections < wanted)
        {
            var needed = FileDescriptorLimit.Required(inUse, wanted);
            system.EventStream.Publish(new ChatEvents.DescriptorsShort(files, budget.Connections, wanted, needed));
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

    /// <summary>When everything that there is to tell has happened.</summary>
    private static void CloseLogAtShutdown(ActorSystem system, IActorRef log) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "close-log", async () =>
        {
            await log.Ask<EventLogActor.LogClosed>(EventLogActor.CloseLog.Instance, LogPatience);
            return Akka.Done.Instance;
        });

    /// <summary>What the engine has to know of this program, and nobody has to set.</summary>
    private static Config Wiring(ChatSettings settings) => ConfigurationFactory.ParseString($$"""
        akka {
          stdout-logger-class = "{{typeof(StdOutLogger).AssemblyQualifiedName}}"
          # The drain keeps its own time: the phase that it runs in must not cut it short.
          coordinated-shutdown.phases.service-unbind.timeout = {{settings.ShutdownGrace.TotalMilliseconds + 1000:F0}}ms
        }
        """);
}
