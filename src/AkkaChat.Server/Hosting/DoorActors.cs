using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Hosting;

/// <summary>Starts the listener of each door that is on. Each listens when it receives Listen.</summary>
/// <param name="connections">Admits the clients of all doors.</param>
/// <param name="proxyHeaders">Of the doors that do not use Akka.IO; <paramref name="connections"/> reads those of the others.</param>
internal sealed class DoorActors(
    ActorSystem system, IActorRef connections, CurrentSettings current, DoorSetup setup, ProxyHeaders proxyHeaders, ILoggerFactory logs)
{
    private readonly KeepAlive _keepAlive = new(() => current.Value.KeepAlive);

    /// <summary>Of these, only what needs a restart is used: which doors there are, and where.</summary>
    private readonly ChatSettings _settings = current.Value;

    public Listeners Start()
    {
        var listeners = new Dictionary<Door, IActorRef> { [Door.Tcp] = system.ActorOf(Plain(), "listener") };
        if (_settings.Listen.UnixPath.Length > 0)
            listeners.Add(Door.Unix, system.ActorOf(Unix(_settings.Listen.UnixPath), "listener-unix"));
        if (_settings.Listen.Tls is not null)
            listeners.Add(Door.Tls, system.ActorOf(Tls(setup.Certificate!), "listener-tls"));
        if (_settings.Web.Listen is not null)
            listeners.Add(_settings.Web.IsTls ? Door.Wss : Door.Ws, system.ActorOf(Web(_settings.Web), "listener-web"));
        return new Listeners(listeners);
    }

    private Props Plain() => _settings.Listen.IsDirect
        ? Direct(Door.Tcp, () => OpenPort(setup.Plain), socket => new SocketTransport(socket))
        : Props.Create<ListenerActor>(system.Tcp(), connections, setup.Plain, _settings.Listen, _keepAlive);

    private Props Unix(string path) => Direct(
        Door.Unix, () => [UnixListenSocket.Open(path, _settings.Listen.Backlog)], socket => new SocketTransport(socket));

    private Props Tls(TlsCertificateStore certificate)
    {
        var slots = new SemaphoreSlim(Math.Max(1, Environment.ProcessorCount / 2));
        return Direct(
            Door.Tls, () => OpenPort(setup.Tls), socket => new TlsTransport(socket, certificate, slots));
    }

    private Props Direct(Door door, Func<IReadOnlyList<Socket>> open, Func<Socket, ITransport> createTransport)
    {
        Func<Socket, Props> transport = socket => Transport(createTransport(socket), Identify(door, socket));
        return Props.Create<SocketListenerActor>(door, open, TransportSupervisor(door), transport);
    }

    private Props Web(WebSettings web)
    {
        var door = web.IsTls ? Door.Wss : Door.Ws;
        var clients = new WebClients(door, () => current.Value.TrustedProxies, logs);
        var (open, closed) = (CreatePage(needsPassword: false), CreatePage(needsPassword: true));
        var requests = new WebRequests(
            () => current.Value.Connection.Password is null ? open : closed,
            () => current.Value.Web,
            clients,
            (transport, client) => Transport(transport, () => new(client)),
            TransportSupervisor(door),
            system.EventStream);
        Func<IReadOnlyList<Socket>, IHost> build = sockets => WebEndpoint.Build(
            sockets,
            requests,
            clients,
            new WebAdmission(() => current.Value.Limits.Denied, clients, system.EventStream),
            web.IsTls ? setup.Certificate : null,
            () => current.Value.Tls.HandshakeTimeout,
            reason => system.EventStream.Publish(new ChatEvents.AcceptFailed(door, reason)),
            logs);
        return Props.Create<WebListenerActor>(door, () => OpenPort(setup.Web), build);
    }

    private ChatPage CreatePage(bool needsPassword) => new(new PageSettings(
        _settings.Connection.ServerName, _settings.Connection.Message.MaxLength, needsPassword));

    private Props Transport(ITransport transport, Func<ValueTask<Client>> identify) =>
        Props.Create<TransportActor>(transport, identify, connections, current.Value.Tls.HandshakeTimeout);

    private IActorRef TransportSupervisor(Door door) =>
        system.ActorOf(Props.Create<TransportSupervisorActor>(), $"transports-{door.Tag}");

    private Func<ValueTask<Client>> Identify(Door door, Socket socket) => () =>
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            // One write is in flight at a time, so there is nothing to wait for; Akka.IO sets it too.
            socket.NoDelay = true;
            _keepAlive.AfterConnect(socket);
        }

        var client = Client.Of(door, socket.RemoteEndPoint);
        return proxyHeaders.AreExpectedFrom(socket.RemoteEndPoint) ? proxyHeaders.ReadAsync(socket, client) : new(client);
    };

    private IReadOnlyList<Socket> OpenPort(IReadOnlyList<IPEndPoint> endpoints) => ListenSockets.Open(
        endpoints,
        _settings.Listen.Backlog,
        (endpoint, reason) => system.EventStream.Publish(new ChatEvents.AddressSkipped(endpoint, reason)));
}
