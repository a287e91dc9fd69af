using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Connections.HandshakeMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The ConnectionManagerActor as the parent of connections, which stubs stand for.</summary>
public sealed class ConnectionManagerActorTests : ActorTest
{
    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 4711);
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 1234);
    private static readonly Client RemoteClient = Client.Of(Door.Tcp, Remote);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly ConnectionManagerActor.Configure Configuration = new(
        new FileDescriptorLimit(Connections: 4, Rejections: 3),
        new ConnectionLimits(4, 3, new DeniedAddresses([])),
        TestSettings.Default.Connection.Timeouts);

    private readonly TestProbe _connections;
    private readonly TestProbe _events;
    private readonly IActorRef _manager;

    public ConnectionManagerActorTests()
    {
        _connections = CreateTestProbe("connections");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        ConnectionProps props = (socket, client, rejection) =>
            Props.Create(() => new ConnectionStub(_connections, new Started(socket, client, rejection)))
                .WithDispatcher(CallingThreadDispatcher.Id);
        var headers = new ProxyHeaders(() => new TrustedProxies([TrustedProxy.Parse("192.0.2.77")]), Sys.EventStream);
        var (moderation, passwords) = (new Moderation(), new PasswordAttempts());
        _manager = Sys.ActorOf(Props.Create(() => new ConnectionManagerActor(() => Configuration, moderation, passwords, props, headers)));
    }

    [Fact]
    public void Each_accepted_connection_gets_an_actor_of_its_own()
    {
        var one = CreateTestProbe();
        var two = CreateTestProbe();

        _manager.Tell(new Tcp.Connected(Remote, Local), one);
        _manager.Tell(new Tcp.Connected(Remote, Local), two);

        Assert.Equal(new Started(one, RemoteClient, null), _connections.ExpectMsg<Started>());
        Assert.Equal(new Started(two, RemoteClient, null), _connections.ExpectMsg<Started>());
    }

    [Fact]
    public void A_connection_that_fails_is_stopped_its_slot_is_free_and_the_others_go_on()
    {
        var connections = ConnectAll(4);
        var deaths = CreateTestProbe();
        deaths.Watch(connections[0]);

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => connections[0].Tell("fail"));

        deaths.ExpectTerminated(connections[0]);
        AwaitAssert(() => Assert.Null(Connect("192.0.2.9").Rejection));
        connections[1].Tell("ping", TestActor);
        ExpectMsg("pong");
    }

    [Fact]
    public void A_connection_beyond_the_limit_of_its_address_is_rejected_with_the_reason()
    {
        for (var i = 0; i < 3; i++)
            Assert.Null(Connect("192.0.2.1").Rejection);

        Assert.Equal(Rejection.AddressFull, Connect("192.0.2.1").Rejection);
        Assert.Null(Connect("192.0.2.2").Rejection);
    }

    [Fact]
    public void A_connection_of_a_trusted_proxy_is_admitted_by_its_header_and_counts_for_the_address_in_it()
    {
        for (var i = 0; i < 3; i++)
            Assert.Null(Connect("203.0.113.7").Rejection);
        var socket = CreateTestProbe();

        _manager.Tell(new Tcp.Connected(IPEndPoint.Parse("[::ffff:192.0.2.77]:1"), Local), socket);

        var proxied = socket.ExpectMsg<Tcp.Register>().Handler;
        ExpectNothingFrom(_manager, CreateTestProbe());
        Assert.False(_connections.HasMessages);
        proxied.Tell(new Tcp.Received(ProxyHeaderText.Tcp4.Wire()), socket);
        Assert.Equal(
            new Started(proxied, Client.Of(Door.Tcp, IPEndPoint.Parse("203.0.113.7:4242")), Rejection.AddressFull),
            _connections.ExpectMsg<Started>());
    }

    [Fact]
    public void A_connection_whose_header_comes_during_the_drain_is_closed_and_does_not_hold_it_up()
    {
        var socket = CreateTestProbe();
        _manager.Tell(new Tcp.Connected(IPEndPoint.Parse("192.0.2.77:1"), Local), socket);
        var proxied = socket.ExpectMsg<Tcp.Register>().Handler;
        socket.ExpectMsg<Tcp.ResumeReading>();
        BeginDrain();
        _manager.Tell(ConnectionManagerActor.AwaitDrained.Instance, TestActor);
        ExpectMsg<ConnectionManagerActor.Drained>();

        proxied.Tell(new Tcp.Received(ProxyHeaderText.Tcp4.Wire()), socket);

        socket.ExpectMsg<Tcp.Close>();
    }

    [Fact]
    public void A_closed_connection_frees_its_slot_and_a_rejected_one_has_none()
    {
        var connections = ConnectAll(4);
        Connect("192.0.2.9");
        Sys.Stop(_connections.LastSender);
        AwaitAssert(() => Assert.Equal(Rejection.RoomFull, Connect("192.0.2.9").Rejection));

        Sys.Stop(connections[0]);

        AwaitAssert(() => Assert.Null(Connect("192.0.2.9").Rejection));
    }

    [Fact]
    public void A_connection_beyond_the_limit_of_rejections_is_aborted_and_published()
    {
        ConnectAll(7);
        var client = CreateTestProbe();

        _manager.Tell(new Tcp.Connected(Remote, Local), client);

        client.ExpectMsg<Tcp.Abort>();
        Assert.Equal(
            new ChatEvents.ConnectionEnded(RemoteClient, "", false, CloseReason.RoomFull, 0, 0, TimeSpan.Zero),
            _events.ExpectMsg<ChatEvents.ConnectionEnded>());
    }

    [Fact]
    public void A_manager_that_fails_ends_its_connections_and_admits_new_ones()
    {
        var connections = ConnectAll(4);
        var deaths = CreateTestProbe();
        Array.ForEach(connections, connection => deaths.Watch(connection));

        FailManager();

        Array.ForEach(connections, _ => deaths.ExpectMsg<Terminated>());
        Assert.All(ConnectAll(4), Assert.NotNull);
    }

    [Fact]
    public void A_manager_that_fails_keeps_bans_mutes_and_wrong_passwords()
    {
        var connections = ConnectAll(2);
        for (var i = 0; i < 10; i++)
            _manager.Tell(FirstLine(false), connections[0]);
        _manager.Tell(new FirstLineRead(null, "alice", new ConnectionStats()), connections[1]);
        _connections.ExpectMsg<FirstLineAccepted>();
        _manager.Tell(new OperatorMessages.Mute(new OperatorTarget(null, "alice", null), null, "spam"), TestActor);
        _manager.Tell(new OperatorMessages.Ban(IPNetwork.Parse("192.0.2.9/32"), null, "flood"), TestActor);
        ExpectMsg<OperatorMessages.Affected>();
        ExpectMsg<OperatorMessages.Affected>();
        _connections.ExpectMsg<ConnectionMessages.SetMute>();

        FailManager();

        Assert.Equal(Rejection.TooManyWrongPasswords, Connect("192.0.2.1").Rejection);
        Assert.Equal(Rejection.Banned("flood"), Connect("192.0.2.9").Rejection);
        Assert.Null(Connect("192.0.2.3").Rejection);
        _manager.Tell(new FirstLineRead(null, "alice", new ConnectionStats()), _connections.LastSender);
        Assert.Equal(new Mute(null, "spam"), _connections.ExpectMsg<FirstLineAccepted>().Mute);
    }

    [Fact]
    public void Every_connection_has_been_sent_the_drain_before_it_is_answered()
    {
        ConnectAll(5);

        _manager.Tell(new ConnectionManagerActor.BeginDrain(Limit), _connections);

        for (var i = 0; i < 5; i++)
            _connections.ExpectMsg<ConnectionMessages.Drain>();
        _connections.ExpectMsg<ConnectionManagerActor.DrainBegun>();
        Assert.Equal(new ChatEvents.DrainStarted(5), _events.ExpectMsg<ChatEvents.DrainStarted>());
    }

    [Fact]
    public void A_client_that_connects_during_the_drain_is_closed()
    {
        BeginDrain();
        var late = CreateTestProbe();

        _manager.Tell(new Tcp.Connected(Remote, Local), late);

        late.ExpectMsg<Tcp.Close>();
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void An_operator_of_another_node_is_answered_while_the_connections_end()
    {
        BeginDrain();

        _manager.Tell(OperatorMessages.GetMembers.Instance, TestActor);

        ExpectMsg<OperatorMessages.MemberList>();
    }

    [Fact]
    public void Drained_is_answered_when_the_last_connection_has_ended()
    {
        var connections = ConnectAll(5);
        BeginDrain();
        _manager.Tell(ConnectionManagerActor.AwaitDrained.Instance, TestActor);
        for (var i = 0; i < 4; i++)
            Sys.Stop(connections[i]);
        ExpectNothingFrom(_manager, CreateTestProbe());
        Assert.False(HasMessages);

        Sys.Stop(connections[4]);

        ExpectMsg<ConnectionManagerActor.Drained>();
    }

    [Fact]
    public void Drained_is_answered_at_once_without_connections()
    {
        BeginDrain();

        _manager.Tell(ConnectionManagerActor.AwaitDrained.Instance, TestActor);

        ExpectMsg<ConnectionManagerActor.Drained>();
    }

    [Fact]
    public void Connections_that_do_not_end_in_time_are_stopped_and_counted()
    {
        ConnectAll(2);
        BeginDrain();
        _manager.Tell(ConnectionManagerActor.AwaitDrained.Instance, TestActor);
        Advance(Limit - TimeSpan.FromTicks(1));
        ExpectNothingFrom(_manager, CreateTestProbe());
        Assert.False(HasMessages);

        Advance(TimeSpan.FromTicks(1));

        ExpectMsg<ConnectionManagerActor.Drained>();
        _events.FishForMessage(message => message.Equals(new ChatEvents.DrainTimedOut(2)));
    }

    [Fact]
    public void A_wrong_password_is_refused_after_a_second_and_a_right_one_accepted_at_once()
    {
        var connections = ConnectAll(2);
        _manager.Tell(FirstLine(false), connections[0]);
        _manager.Tell(FirstLine(true), connections[1]);
        Assert.Null(_connections.ExpectMsg<FirstLineAccepted>().Mute);
        Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        ExpectNothingFrom(_manager, CreateTestProbe());
        Assert.False(_connections.HasMessages);

        Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new FirstLineRefused(Rejection.WrongPassword, ""), _connections.ExpectMsg<FirstLineRefused>());
        Assert.Equal(connections[0], _connections.LastSender);
    }

    [Fact]
    public void After_ten_wrong_passwords_an_address_is_refused_at_once_also_at_admission_for_a_minute()
    {
        var connections = ConnectAll(2);
        for (var i = 0; i < 10; i++)
            _manager.Tell(FirstLine(false), connections[0]);
        ExpectNothingFrom(_manager, CreateTestProbe());
        Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10; i++)
            Assert.Equal(Rejection.WrongPassword, _connections.ExpectMsg<FirstLineRefused>().Rejection);

        _manager.Tell(FirstLine(true), connections[0]);

        Assert.Equal(new FirstLineRefused(Rejection.TooManyWrongPasswords, ""), _connections.ExpectMsg<FirstLineRefused>());
        Assert.Equal(Rejection.TooManyWrongPasswords, Connect("192.0.2.1").Rejection);
        Assert.Null(Connect("192.0.2.3").Rejection);
        _manager.Tell(FirstLine(true), connections[1]);
        _connections.ExpectMsg<FirstLineAccepted>();
        Advance(TimeSpan.FromSeconds(59));
        Assert.Null(Connect("192.0.2.1").Rejection);
    }

    [Fact]
    public void Only_256_clients_wait_at_a_time()
    {
        var headers = new ProxyHeaders(() => new TrustedProxies([]), Sys.EventStream);
        var configuration = Configuration with
        {
            Descriptors = new FileDescriptorLimit(1000, 0),
            Limits = Configuration.Limits with { MaxConnectionsPerAddress = null },
        };
        var manager = Sys.ActorOf(Props.Create(() => new ConnectionManagerActor(
            () => configuration,
            new Moderation(),
            new PasswordAttempts(),
            (socket, remote, rejection) => Props.Create(() => new ConnectionStub(_connections, new Started(socket, remote, rejection))),
            headers)));
        for (var i = 0; i < 257; i++)
        {
            manager.Tell(new Tcp.Connected(new IPEndPoint(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 1), Local), CreateTestProbe());
            _connections.ExpectMsg<Started>();
            manager.Tell(FirstLine(false), _connections.LastSender);
        }

        var last = _connections.LastSender;
        Assert.Equal(new FirstLineRefused(Rejection.WrongPassword, ""), _connections.ExpectMsg<FirstLineRefused>());
        Assert.Equal(last, _connections.LastSender);
        ExpectNothingFrom(manager, CreateTestProbe());
        Assert.False(_connections.HasMessages);

        Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < 256; i++)
            _connections.ExpectMsg<FirstLineRefused>();
    }

    [Fact]
    public void A_password_during_the_drain_is_left_to_it()
    {
        var connections = ConnectAll(1);
        BeginDrain();
        _connections.ExpectMsg<ConnectionMessages.Drain>();

        _manager.Tell(FirstLine(true), connections[0]);

        ExpectNothingFrom(_manager, CreateTestProbe());
        Assert.False(_connections.HasMessages);
    }

    private void FailManager() => EventFilter.Exception<NullReferenceException>().ExpectOne(() =>
        _manager.Tell(new ConnectionAccepted(null!), CreateTestProbe()));

    private static FirstLineRead FirstLine(bool isPasswordRight) => new(isPasswordRight, null, new ConnectionStats());

    private void BeginDrain()
    {
        _manager.Tell(new ConnectionManagerActor.BeginDrain(Limit), TestActor);
        ExpectMsg<ConnectionManagerActor.DrainBegun>();
    }

    private Started Connect(string address)
    {
        _manager.Tell(new Tcp.Connected(new IPEndPoint(IPAddress.Parse(address), 1234), Local), CreateTestProbe());
        return _connections.ExpectMsg<Started>();
    }

    /// <summary>Connects clients from different addresses.</summary>
    private IActorRef[] ConnectAll(int count) =>
    [
        .. Enumerable.Range(1, count).Select(i =>
        {
            Connect($"192.0.2.{i}");
            return _connections.LastSender;
        }),
    ];

    private sealed record Started(IActorRef Socket, Client Client, Rejection? Rejection);

    /// <summary>Tells the probe how it was started, and what it receives.</summary>
    private sealed class ConnectionStub : UntypedActor
    {
        private readonly IActorRef _probe;

        public ConnectionStub(IActorRef probe, Started started)
        {
            _probe = probe;
            probe.Tell(started, Self);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "fail":
                    throw new InvalidOperationException("injected");
                case "ping":
                    Sender.Tell("pong");
                    break;
                default:
                    _probe.Tell(message, Self);
                    break;
            }
        }
    }
}
