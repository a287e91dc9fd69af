using System.Net;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Control;
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

    private readonly ActorSystem _system;
    private readonly CurrentSettings _settings;
    private readonly LogSwitch _log;
    private readonly DoorSetup _doors;
    private readonly (int? Limit, int InUse) _descriptors;
    private readonly IActorRef _room;
    private readonly IActorRef _connections;

    /// <summary>Null for a single server.</summary>
    private readonly TlsFailureShutdownGate? _shutdownGate;

    /// <summary>Null if no door needs a certificate.</summary>
    private readonly IActorRef? _certificate;

    /// <exception cref="Akka.Configuration.ConfigurationException">Akka's section has no valid dispatcher for an actor.</exception>
    /// <param name="cluster">Null for a single server.</param>
    public ChatActors(DoorSetup doors, ClusterSettings? cluster, IServiceProvider services)
    {
        _system = services.GetRequiredService<ActorSystem>();
        _settings = services.GetRequiredService<CurrentSettings>();
        _log = services.GetRequiredService<LogSwitch>();
        Registry = services.GetRequiredService<IReadOnlyActorRegistry>();
        var registry = services.GetRequiredService<IActorRegistry>();
        StartObservers(registry, services);
        var settings = _settings.Value;
        _doors = doors;
        var (limit, inUse) = FileDescriptorLimit.Read();
        _descriptors = (limit, settings.Web.Listen is null ? inUse : inUse + WebEndpoint.MaxConnections);
        Warn(settings);
        var meter = services.GetRequiredService<ChatMeter>();
        var lineDuration = meter.LineDuration;
        var gauges = services.GetRequiredService<RoomGauges>();
        Func<RoomSettings> room = () => _settings.Value.Room;
        _room = cluster is null
            ? _system.ActorOf(RoomActor.Props(room, gauges, lineDuration).WithDispatcher(RoomDispatcher), "room")
            : ClusterNode.Start(_system, cluster, room, gauges, meter, RoomDispatcher);
        Cluster = cluster;
        var stats = services.GetRequiredService<ConnectionStatsRegistry>();
        ConnectionProps connection = (socket, client, rejection) => ConnectionActor.Props(
            socket, client, new ConnectionServices(_room, _settings.Value.Connection, stats, lineDuration), rejection);
        var proxyHeaders = new ProxyHeaders(() => _settings.Value.TrustedProxies, _system.EventStream);
        Func<ConnectionManagerActor.Configure> configuration = ConnectionConfiguration;
        _connections = _system.ActorOf(
            Props.Create<ConnectionManagerActor>(configuration, new Moderation(), new PasswordAttempts(), connection, proxyHeaders),
            "connections");
        if (cluster is not null)
        {
            _shutdownGate = services.GetRequiredService<TlsFailureShutdownGate>();
            ClusterNode.Join(_system, cluster, _shutdownGate);
            Operator = ClusterNode.StartOperator(_system, cluster, _connections, () => ControlLimits.Of(_settings.Value));
        }

        Listeners = new DoorActors(
            _system, _connections, _settings, doors, proxyHeaders, services.GetRequiredService<ILoggerFactory>()).Start();
        if (doors.Certificate is { } certificate)
        {
            _certificate = _system.ActorOf(
                Props.Create<TlsCertificateActor>(() => new TlsCertificateActor(() => _settings.Value.Tls.Files, certificate, TimeProvider.System)),
                "certificate");
            services.GetRequiredService<ChatMeter>().ShowExpiry(certificate, TimeProvider.System);
        }

        Action<ChatSettings, TlsCertificate?> apply = Apply;
        Reload = _system.ActorOf(
            Props.Create<ReloadActor>(
                services.GetRequiredService<ConfigurationSource>(), services.GetRequiredService<LoadedConfiguration>(), apply),
            "reload");
        registry.Register<RoomActor>(_room);
        registry.Register<ConnectionManagerActor>(_connections);
        _ = TerminateWhenAnyStopsAsync([_room, _connections, .. Listeners.All]);
    }

    public IReadOnlyActorRegistry Registry { get; }

    /// <summary>The room is one of a cluster, and has to be attached before clients can come; null for a single server.</summary>
    public ClusterSettings? Cluster { get; }

    /// <summary>Commands to all nodes of the cluster; null for a single server.</summary>
    public RoomCommands? Operator { get; }

    public Listeners Listeners { get; }

    /// <summary>The ReloadActor.</summary>
    public IActorRef Reload { get; }

    /// <summary>Hands over settings that were read again. Called by the ReloadActor.</summary>
    private void Apply(ChatSettings settings, TlsCertificate? certificate)
    {
        // First: what begins from now on has them already.
        _settings.Value = settings;
        _log.Set(settings.Log);
        _room.Tell(new RoomMessages.Configure(settings.Room));
        _connections.Tell(ConnectionConfiguration());
        Warn(settings);
        if (certificate is not null)
            _certificate?.Tell(new TlsCertificateActor.Use(settings.Tls.Files, certificate));
    }

    private ConnectionManagerActor.Configure ConnectionConfiguration()
    {
        var settings = _settings.Value;
        return new ConnectionManagerActor.Configure(
            AllocateDescriptors(settings.Limits.MaxConnections), settings.Limits, settings.Connection.Timeouts);
    }

    private FileDescriptorLimit AllocateDescriptors(int wanted) =>
        FileDescriptorLimit.Allocate(_descriptors.Limit, _descriptors.InUse, wanted);

    /// <summary>Warns of what is allowed and has consequences that the operator may not expect.</summary>
    private void Warn(ChatSettings settings)
    {
        WarnOfShortDescriptors(settings.Limits.MaxConnections);
        WarnOfUnencryptedPassword(settings, settings.Web.IsTls ? _doors.Plain : [.. _doors.Plain, .. _doors.Web]);
    }

    private void WarnOfShortDescriptors(int wanted)
    {
        var possible = AllocateDescriptors(wanted).Connections;
        if (_descriptors.Limit is { } files && possible < wanted)
        {
            var required = FileDescriptorLimit.Required(_descriptors.InUse, wanted);
            _system.EventStream.Publish(new ChatEvents.DescriptorsShort(files, possible, wanted, required));
        }
    }

    /// <summary>Starts the actors that log and count events, before anything can happen.</summary>
    private void StartObservers(IActorRegistry registry, IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(ChatLog.Category);
        registry.Register<EventLogActor>(Observe(Props.Create<EventLogActor>(logger), "event-log"));
        Observe(Props.Create<EventCounterActor>(services.GetRequiredService<ChatMeter>()), "event-count");
    }

    /// <summary>Subscribes the actor here, not in its PreStart, which runs later: it receives every event from now on.</summary>
    private IActorRef Observe(Props props, string name)
    {
        var observer = _system.ActorOf(props, name);
        _system.EventStream.Subscribe(observer, typeof(ChatEvents.IChatEvent));
        return observer;
    }

    /// <summary>Ends the process if one of these stops for good; a restart is not a stop.</summary>
    private async Task TerminateWhenAnyStopsAsync(params IActorRef[] essentialActors)
    {
        await Task.WhenAny(essentialActors.Select(actor => actor.WatchAsync()));
        _shutdownGate?.Open();
        await _system.Terminate();
    }

    private void WarnOfUnencryptedPassword(ChatSettings settings, IReadOnlyList<IPEndPoint> endpoints)
    {
        if (settings.Connection.Password is not null
            && endpoints.FirstOrDefault(endpoint => !IPAddress.IsLoopback(endpoint.Address)) is { } exposed)
        {
            _system.EventStream.Publish(new ChatEvents.PasswordUnencrypted(exposed));
        }
    }
}
