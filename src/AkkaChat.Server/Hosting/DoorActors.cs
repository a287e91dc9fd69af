using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Hosting;

/// <summary>Starts the listener of each door that is on. Each listens when it receives Listen.</summary>
/// <param name="connections">Admits the clients of all doors.</param>
/// <param name="proxyHeaders">Of the doors that do not use Akka.IO; <paramref name="connections"/> reads those of the others.</param>
internal sealed class DoorActors(
    ActorSystem system, IActorRef connections, ChatSettings settings, DoorSetup setup, ProxyHeaders proxyHeaders)
{
    private readonly KeepAlive _keepAlive = new(settings.KeepAlive);

    public Listeners Start()
    {
        var listeners = new Dictionary<Door, IActorRef> { [Door.Tcp] = system.ActorOf(Plain(), "listener") };
        if (settings.Listen.UnixPath.Length > 0)
            listeners.Add(Door.Unix, system.ActorOf(Unix(settings.Listen.UnixPath), "listener-unix"));
        if (setup.Certificate is { } certificate)
            listeners.Add(Door.Tls, system.ActorOf(Tls(certificate), "listener-tls"));
        return new Listeners(listeners);
    }

    private Props Plain() => settings.Listen.IsDirect
        ? Direct(Door.Tcp, () => OpenPort(setup.Plain), socket => new SocketTransport(socket))
        : Props.Create<ListenerActor>(system.Tcp(), connections, setup.Plain, settings.Listen, settings.KeepAlive);

    private Props Unix(string path) => Direct(
        Door.Unix, () => [UnixListenSocket.Open(path, settings.Listen.Backlog)], socket => new SocketTransport(socket));

    private Props Tls(TlsCertificateStore certificate)
    {
        var slots = new SemaphoreSlim(Math.Max(1, Environment.ProcessorCount / 2));
        return Direct(
            Door.Tls, () => OpenPort(setup.Tls), socket => new TlsTransport(socket, certificate, slots));
    }

    private Props Direct(Door door, Func<IReadOnlyList<Socket>> open, Func<Socket, ITransport> createTransport)
    {
        Func<Socket, Props> transport = socket => Props.Create<TransportActor>(
            createTransport(socket), Identify(door, socket), connections, settings.Tls.HandshakeTimeout);
        var transports = system.ActorOf(Props.Create<TransportSupervisorActor>(), $"transports-{door.Tag}");
        return Props.Create<SocketListenerActor>(door, open, transports, transport);
    }

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
        settings.Listen.Backlog,
        (endpoint, reason) => system.EventStream.Publish(new ChatEvents.AddressSkipped(endpoint, reason)));
}
