using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

/// <summary>The SocketListenerActor over real sockets, in virtual time. Its clients are served by actors that only report them.</summary>
public sealed class SocketListenerActorTests : ActorTest
{
    private readonly List<Socket> _sockets = [];
    private readonly TestProbe _clients;
    private readonly TestProbe _events;
    private readonly IActorRef _listener;
    private Func<IReadOnlyList<Socket>> _open;
    private bool _isFaulty;

    public SocketListenerActorTests()
    {
        _clients = CreateTestProbe("clients");
        _events = CreateTestProbe("events");
        _open = () => [Bind(IPAddress.Loopback)];
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        Func<IReadOnlyList<Socket>> open = () => _open();
        Func<Socket, Props> transport = socket => _isFaulty
            ? throw new InjectedFaultException()
            : Props.Create<Reporter>(socket, _clients.Ref);
        var transports = Sys.ActorOf(Props.Create<TransportSupervisorActor>());
        var listener = Props.Create<SocketListenerActor>(Door.Tls, open, transports, transport);
        Sys.ActorOf(Props.Create(() => new RestartingParent(listener))).Tell("child", TestActor);
        _listener = ExpectMsg<IActorRef>();
    }

    [Fact]
    public void Clients_are_accepted_at_every_address()
    {
        _open = () => [Bind(IPAddress.Loopback), Bind(IPAddress.Parse("127.0.0.2"))];
        Assert.Null(Endpoint());

        var first = Open();

        Assert.Equal(_sockets[0].LocalEndPoint, first);
        Assert.Equal(first, Endpoint());
        foreach (var socket in _sockets.ToArray())
        {
            Assert.Equal(new ChatEvents.ListenerOpened(Door.Tls, socket.LocalEndPoint!), _events.ExpectMsg<ChatEvents.ListenerOpened>());
            ConnectTo(socket);
            ConnectTo(socket);
        }
    }

    [Fact]
    public void A_door_that_cannot_be_opened_is_reported_and_can_be_requested_again()
    {
        var open = _open;
        _open = () => throw new CannotListenException("here", "in use");
        _listener.Tell(ListenerMessages.Listen.Instance, TestActor);
        Assert.Equal(new ListenerMessages.ListenFailed("here", "in use"), ExpectMsg<ListenerMessages.ListenFailed>());

        _open = open;
        Open();
        ConnectTo(_sockets[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failure_of_accept_pauses_is_reported_once_and_disconnects_no_client(bool restarts)
    {
        // To accept at a socket that does not listen is an error.
        var failing = Bind(IPAddress.Loopback, listens: false);
        _open = () => [Bind(IPAddress.Loopback), failing];
        Open();
        var client = ConnectTo(_sockets[1]);
        _events.FishForMessage(message => message is ChatEvents.AcceptFailed { Door: Door.Tls });
        Endpoint();

        for (var i = 0; i < 3; i++)
        {
            if (restarts)
                Fail();
            Advance(SocketListenerActor.AcceptPause);
            // It tries again, and knows the result: two messages.
            Endpoint();
            Endpoint();
        }

        failing.Listen();
        ConnectTo(_sockets[1]);
        if (restarts)
            Fail();
        Advance(SocketListenerActor.AcceptPause);
        ConnectTo(failing);
        if (!restarts)
            ExpectNothingFrom(_listener, _events);
        AssertServed(client);
    }

    [Fact]
    public void A_restart_keeps_the_door_open_and_its_connections()
    {
        var endpoint = Open();
        var client = ConnectTo(_sockets[0]);

        for (var i = 0; i < 3; i++)
        {
            InOneBurst(_listener, () =>
            {
                _listener.Tell(Kill.Instance);
                Connect(_sockets[0]);
            });
            _clients.ExpectMsg<Socket>();
            ConnectTo(_sockets[0]);
        }

        AwaitAssert(() => Assert.Equal(endpoint, Endpoint()));
        AssertServed(client);
    }

    [Fact]
    public void A_client_that_cannot_be_served_is_closed_and_disturbs_no_other()
    {
        Open();
        var client = ConnectTo(_sockets[0]);
        _isFaulty = true;

        var refused = Connect(_sockets[0]);

        refused.ReceiveTimeout = (int)Eventually.DefaultTimeout.TotalMilliseconds;
        Assert.Equal(0, refused.Receive(new byte[1]));
        _isFaulty = false;
        ConnectTo(_sockets[0]);
        AssertServed(client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_door_that_is_closed_accepts_no_client(bool isUnix)
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("socket");
        if (isUnix)
            _open = () => [Keep(UnixListenSocket.Open(path, 10))];
        var endpoint = Open();
        ConnectTo(_sockets[0]);

        for (var i = 0; i < 2; i++)
        {
            _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);
            ExpectMsg<ListenerMessages.Unbound>();
            Assert.Null(Endpoint());
        }

        using var late = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        Assert.ThrowsAny<SocketException>(() => late.Connect(endpoint));
        Assert.False(File.Exists(path));
        ExpectNothingFrom(_listener, _clients);
    }

    [Fact]
    public void A_door_that_was_never_open_is_closed_at_once()
    {
        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);

        ExpectMsg<ListenerMessages.Unbound>();
    }

    [Fact]
    public void The_sockets_end_with_the_actor()
    {
        var endpoint = Open();
        Watch(_listener);

        Sys.Stop(_listener);

        ExpectTerminated(_listener);
        using var late = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Assert.ThrowsAny<SocketException>(() => late.Connect(endpoint));
    }

    /// <summary>The listener first: it needs its sockets until its end.</summary>
    protected override void AfterAll()
    {
        Shutdown();
        base.AfterAll();
        _sockets.ForEach(socket => socket.Dispose());
    }

    private static void AssertServed(Socket server) => Assert.Equal(1, server.Send(new byte[1]));

    private EndPoint Open()
    {
        _listener.Tell(ListenerMessages.Listen.Instance, TestActor);
        return ExpectMsg<ListenerMessages.Listening>().Endpoint;
    }

    private EndPoint? Endpoint()
    {
        _listener.Tell(ListenerMessages.GetState.Instance, TestActor);
        return ExpectMsg<ListenerMessages.State>().Endpoint;
    }

    private void Fail()
    {
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => _listener.Tell(Kill.Instance));
        AwaitAssert(() => Assert.NotNull(Endpoint()));
    }

    private Socket Bind(IPAddress address, bool listens = true)
    {
        var socket = Keep(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(address, 0));
        if (listens)
            socket.Listen();
        return socket;
    }

    private Socket Connect(Socket listening)
    {
        var endpoint = listening.LocalEndPoint!;
        var client = Keep(new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified));
        client.Connect(endpoint);
        return client;
    }

    /// <returns>The server's side of the connection.</returns>
    private Socket ConnectTo(Socket listening)
    {
        Connect(listening);
        return _clients.ExpectMsg<Socket>();
    }

    /// <summary>Closes it at the end of the test.</summary>
    private Socket Keep(Socket socket)
    {
        lock (_sockets)
            _sockets.Add(socket);
        return socket;
    }

    /// <summary>Stands for a TransportActor: its socket ends with it.</summary>
    private sealed class Reporter(Socket socket, IActorRef clients) : UntypedActor
    {
        protected override void PreStart() => clients.Tell(socket);

        protected override void PostStop() => socket.Dispose();

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
