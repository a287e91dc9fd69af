using System.Net;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>The top-level actors, started.</summary>
internal sealed class ChatActors
{
    private const string RoomDispatcher = "akka.actor.room-dispatcher";

    /// <exception cref="Akka.Configuration.ConfigurationException">Akka's section has no valid dispatcher for an actor.</exception>
    public ChatActors(ChatSettings settings, DoorSetup doors, IServiceProvider services)
    {
        var system = services.GetRequiredService<ActorSystem>();
        var registry = services.GetRequiredService<IActorRegistry>();
        StartObservers(system, registry, services);
        WarnOfUnencryptedPassword(system, settings, settings.Web.IsTls ? doors.Plain : [.. doors.Plain, .. doors.Web]);
        Listeners = Start(system, registry, settings, doors, services);
        Registry = services.GetRequiredService<IReadOnlyActorRegistry>();
    }

    public IReadOnlyActorRegistry Registry { get; }

    public Listeners Listeners { get; }

    /// <summary>Reads again what can change while the server runs; null if there is nothing.</summary>
    public Action? Reload => Registry.TryGet<TlsCertificateActor>(out var certificate)
        ? () => certificate.Tell(TlsCertificateActor.Reload.Instance)
        : null;

    /// <summary>Starts the actors that log and count events, before anything can happen.</summary>
    private static void StartObservers(ActorSystem system, IActorRegistry registry, IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(ChatLog.Category);
        registry.Register<EventLogActor>(Observe(system, Props.Create<EventLogActor>(logger), "event-log"));
        Observe(system, Props.Create<EventCounterActor>(services.GetRequiredService<ChatMeter>()), "event-count");
    }

    private static Listeners Start(
        ActorSystem system,
        IActorRegistry registry,
        ChatSettings settings,
        DoorSetup doors,
        IServiceProvider services)
    {
        var lineDuration = services.GetRequiredService<ChatMeter>().LineDuration;
        var room = system.ActorOf(
            RoomActor.Props(settings.Room, services.GetRequiredService<RoomGauges>(), lineDuration)
                .WithDispatcher(RoomDispatcher),
            "room");
        var shared = new ConnectionServices(
            room, settings.Connection, services.GetRequiredService<ConnectionStatsRegistry>(), lineDuration);
        ConnectionProps connection = (socket, client, rejection) =>
            ConnectionActor.Props(socket, client, shared, rejection);
        var proxyHeaders = new ProxyHeaders(settings.TrustedProxies, system.EventStream);
        var connections = system.ActorOf(
            Props.Create<ConnectionManagerActor>(
                AllocateDescriptors(system, settings), settings.Limits.MaxConnectionsPerAddress, connection, proxyHeaders),
            "connections");
        var listeners = new DoorActors(system, connections, settings, doors, proxyHeaders, services.GetRequiredService<ILoggerFactory>()).Start();
        if (doors.Certificate is { } certificate)
        {
            registry.Register<TlsCertificateActor>(system.ActorOf(
                Props.Create<TlsCertificateActor>(settings.Tls, certificate, TimeProvider.System), "certificate"));
            services.GetRequiredService<ChatMeter>().ShowExpiry(certificate, TimeProvider.System);
        }

        registry.Register<RoomActor>(room);
        registry.Register<ConnectionManagerActor>(connections);
        _ = TerminateWhenAnyStopsAsync(system, [room, connections, .. listeners.All]);
        return listeners;
    }

    /// <summary>Subscribes the actor here, not in its PreStart, which runs later: it receives every event from now on.</summary>
    private static IActorRef Observe(ActorSystem system, Props props, string name)
    {
        var observer = system.ActorOf(props, name);
        system.EventStream.Subscribe(observer, typeof(ChatEvents.IChatEvent));
        return observer;
    }

    /// <summary>Ends the process if one of these stops for good; a restart is not a stop.</summary>
    private static async Task TerminateWhenAnyStopsAsync(ActorSystem system, params IActorRef[] essentialActors)
    {
        await Task.WhenAny(essentialActors.Select(actor => actor.WatchAsync()));
        await system.Terminate();
    }

    private static void WarnOfUnencryptedPassword(
        ActorSystem system, ChatSettings settings, IReadOnlyList<IPEndPoint> endpoints)
    {
        if (settings.Connection.Password is not null
            && endpoints.FirstOrDefault(endpoint => !IPAddress.IsLoopback(endpoint.Address)) is { } exposed)
        {
            system.EventStream.Publish(new ChatEvents.PasswordUnencrypted(exposed));
        }
    }

    private static FileDescriptorLimit AllocateDescriptors(ActorSystem system, ChatSettings settings)
    {
        var (limit, inUse) = FileDescriptorLimit.Read();
        if (settings.Web.Listen is not null)
            inUse += WebEndpoint.MaxConnections;
        var wanted = settings.Limits.MaxConnections;
        var allocated = FileDescriptorLimit.Allocate(limit, inUse, wanted);
        if (limit is { } files && allocated.Connections < wanted)
        {
            var required = FileDescriptorLimit.Required(inUse, wanted);
            system.EventStream.Publish(new ChatEvents.DescriptorsShort(files, allocated.Connections, wanted, required));
        }

        return allocated;
    }
}
