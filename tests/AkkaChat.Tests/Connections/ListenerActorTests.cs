using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

/// <summary>The ListenerActor among its neighbours: the manager of Akka.IO, its listener, the room, its connections.</summary>
public sealed class ListenerActorTests : ActorTest
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Chosen = new(IPAddress.Loopback, 4711);
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 1234);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly TestProbe _tcp;
    private readonly TestProbe _socket;
    private readonly TestProbe _room;
    private readonly TestProbe _connections;
    private IActorRef _listener;

    public ListenerActorTests()
    {
        _tcp = CreateTestProbe("tcp");
        _socket = CreateTestProbe("tcp-listener");
        _room = CreateTestProbe("room-probe");
        _connections = CreateTestProbe("connections");
        _listener = Start(_room);
    }

    [Fact]
    public void Binds_when_told_to_with_the_backlog_and_in_pull_mode()
    {
        _listener.Tell(ListenerActor.Listen.Instance, TestActor);

        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        Assert.Equal(_listener, bind.Handler);
        Assert.Equal(Any, bind.LocalAddress);
        Assert.Equal(77, bind.Backlog);
        Assert.True(bind.PullMode);
    }

    [Fact]
    public void Tells_where_it_listens()
    {
        Bind();

        Assert.Equal(Chosen, ExpectMsg<ListenerActor.Listening>().Endpoint);
    }

    [Fact]
    public void Tells_why_it_cannot_listen()
    {
        _listener.Tell(ListenerActor.Listen.Instance, TestActor);
        var bind = _tcp.ExpectMsg<Tcp.Bind>();

        _listener.Tell(new Tcp.CommandFailed(bind, new InvalidOperationException("no such luck")), _tcp);

        Assert.Equal("no such luck", ExpectMsg<ListenerActor.ListenFailed>().Reason);
    }

    [Fact]
    public void Can_be_told_to_listen_again_after_a_failure()
    {
        _listener.Tell(ListenerActor.Listen.Instance, TestActor);
        _listener.Tell(new Tcp.CommandFailed(_tcp.ExpectMsg<Tcp.Bind>()), _tcp);
        ExpectMsg<ListenerActor.ListenFailed>();

        Bind();

        ExpectMsg<ListenerActor.Listening>();
    }

    [Fact]
    public void Gives_each_client_an_actor_of_its_own()
    {
        Bind();
        var one = CreateTestProbe();
        var two = CreateTestProbe();

        _listener.Tell(new Tcp.Connected(Remote, Chosen), one);
        _listener.Tell(new Tcp.Connected(Remote, Chosen), two);

        var sockets = new[] { _connections.ExpectMsg<Opened>().Socket, _connections.ExpectMsg<Opened>().Socket };
        Assert.Equal([one.Ref, two.Ref], sockets.Order());
    }

    [Fact]
    public void A_connection_that_fails_is_stopped_and_the_others_live()
    {
        Bind();
        var failing = Connect();
        var other = Connect();
        var deaths = CreateTestProbe();
        deaths.Watch(failing);

        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => failing.Tell("fail"));

        deaths.ExpectTerminated(failing);
        other.Tell("ping", TestActor);
        FishForMessage(message => message is "pong");
    }

    [Fact]
    public void Connections_that_were_accepted_too_early_are_given_back_once_bound()
    {
        _listener.Tell(ListenerActor.Listen.Instance, TestActor);
        _tcp.ExpectMsg<Tcp.Bind>();
        Sys.EventStream.Publish(new UnhandledMessage("accepted 1", _socket, _socket));
        Sys.EventStream.Publish(new UnhandledMessage("of somebody else", _tcp, _tcp));
        Sys.EventStream.Publish(new UnhandledMessage("accepted 2", _socket, _socket));

        _listener.Tell(new Tcp.Bound(Chosen), _socket);

        _socket.ExpectMsg("accepted 1");
        _socket.ExpectMsg("accepted 2");
        ExpectNothingFrom(_listener, _socket);
    }

    [Fact]
    public void Later_unhandled_messages_are_none_of_its_business()
    {
        Bind();

        Sys.EventStream.Publish(new UnhandledMessage("accepted", _socket, _socket));

        ExpectNothingFrom(_listener, _socket);
    }

    [Fact]
    public void Draining_closes_the_room_and_tells_every_connection()
    {
        Bind();
        Connect();
        Connect();

        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        _room.ExpectMsg<RoomMessages.CloseRoom>();
        _connections.ExpectMsg<ConnectionActor.Drain>();
        _connections.ExpectMsg<ConnectionActor.Drain>();
    }

    [Fact]
    public void Every_connection_hears_of_the_drain_before_the_room_so_that_it_knows_why_it_is_dismissed()
    {
        _listener = Start(room: _connections);
        Bind();
        Connect();
        Connect();

        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        _connections.ExpectMsg<ConnectionActor.Drain>();
        _connections.ExpectMsg<ConnectionActor.Drain>();
        _connections.ExpectMsg<RoomMessages.CloseRoom>();
    }

    [Fact]
    public void Drained_is_told_when_the_last_connection_is_gone_and_the_port_closed()
    {
        Bind();
        ExpectMsg<ListenerActor.Listening>();
        var one = Connect();
        var two = Connect();
        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        Sys.Stop(one);
        ExpectNothingFrom(_listener, _socket);
        Sys.Stop(two);
        _socket.ExpectMsg<Tcp.Unbind>();
        Assert.False(HasMessages);
        Sys.Stop(_socket);

        ExpectMsg<ListenerActor.Drained>();
    }

    [Fact]
    public void Draining_without_connections_unbinds_at_once()
    {
        Bind();

        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        _socket.ExpectMsg<Tcp.Unbind>();
    }

    [Fact]
    public void Draining_an_idle_listener_is_done_at_once()
    {
        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        ExpectMsg<ListenerActor.Drained>();
    }

    [Fact]
    public void Connections_that_do_not_end_in_time_are_stopped()
    {
        Bind();
        var stuck = Connect();
        var deaths = CreateTestProbe();
        deaths.Watch(stuck);
        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);
        _connections.ExpectMsg<ConnectionActor.Drain>();

        var events = SubscribeToEvents();

        Advance(Limit);

        Assert.Equal(1, events.ExpectMsg<ChatEvents.DrainTimedOut>().Connections);

        deaths.ExpectTerminated(stuck);
        _socket.ExpectMsg<Tcp.Unbind>();
    }

    [Fact]
    public void Who_comes_during_the_drain_is_closed()
    {
        Bind();
        Connect();
        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);
        var late = CreateTestProbe();

        _listener.Tell(new Tcp.Connected(Remote, Chosen), late);

        late.ExpectMsg<Tcp.Close>();
        _connections.ExpectMsg<ConnectionActor.Drain>();
        Assert.False(_connections.HasMessages);
    }

    [Fact]
    public void Who_comes_when_all_slots_are_taken_is_refused_with_the_reason()
    {
        Bind();
        for (var i = 0; i < 4; i++)
            Connect(address: $"192.0.2.{i}");

        Assert.Equal(Rejection.RoomFull, Open("192.0.2.9").Rejection);
    }

    [Fact]
    public void Who_comes_too_often_from_one_address_is_refused_with_the_reason()
    {
        Bind();
        for (var i = 0; i < 3; i++)
            Assert.Null(Open("192.0.2.1").Rejection);

        Assert.Equal(Rejection.AddressFull, Open("192.0.2.1").Rejection);
        Assert.Null(Open("192.0.2.2").Rejection);
    }

    [Fact]
    public void A_slot_is_free_again_when_its_connection_is_gone_and_a_refusal_takes_none()
    {
        Bind();
        var connections = Enumerable.Range(0, 4).Select(i => Connect($"192.0.2.{i}")).ToArray();
        var refused = Connect("192.0.2.9");
        Sys.Stop(refused);
        AwaitAssert(() => Assert.Equal(Rejection.RoomFull, Open("192.0.2.9").Rejection));

        Sys.Stop(connections[0]);

        AwaitAssert(() => Assert.Null(Open("192.0.2.9").Rejection));
    }

    [Fact]
    public void Refusals_have_a_limit_as_well()
    {
        Bind();
        for (var i = 0; i < 7; i++)
            Open($"192.0.2.{i}");
        var client = CreateTestProbe();

        _listener.Tell(new Tcp.Connected(Remote, Chosen), client);

        client.ExpectMsg<Tcp.Abort>();
    }

    [Fact]
    public void Who_is_refused_without_a_word_is_told_of_all_the_same()
    {
        Bind();
        for (var i = 0; i < 7; i++)
            Open($"192.0.2.{i}");
        var events = SubscribeToEvents();

        _listener.Tell(new Tcp.Connected(Remote, Chosen), CreateTestProbe());

        Assert.Equal(
            new ChatEvents.Ended(Remote, "", false, CloseReason.RoomFull, 0, 0, TimeSpan.Zero),
            events.ExpectMsg<ChatEvents.Ended>());
    }

    [Fact]
    public void The_opening_and_the_draining_are_told()
    {
        var events = SubscribeToEvents();
        Bind();
        Assert.Equal(new ChatEvents.Opened(Chosen), events.ExpectMsg<ChatEvents.Opened>());
        for (var i = 0; i < 5; i++)
            Open($"192.0.2.{i}");

        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        Assert.Equal(new ChatEvents.Draining(5), events.ExpectMsg<ChatEvents.Draining>());
    }

    [Fact]
    public void When_the_listener_of_the_engine_dies_the_same_port_is_bound_again()
    {
        Bind();

        StopSocket();

        Assert.Equal(Chosen, _tcp.ExpectMsg<Tcp.Bind>().LocalAddress);
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Connect();
    }

    [Fact]
    public void Binding_again_is_tried_until_it_succeeds()
    {
        Bind();
        StopSocket();
        var events = SubscribeToEvents();
        for (var i = 0; i < 3; i++)
        {
            var bind = _tcp.ExpectMsg<Tcp.Bind>();
            _listener.Tell(new Tcp.CommandFailed(bind, new InvalidOperationException("in use")), _tcp);
            Assert.Equal(new ChatEvents.RebindFailed(Chosen, "in use"), events.ExpectMsg<ChatEvents.RebindFailed>());
            ExpectNothingFrom(_listener, _tcp);
            Advance(ListenerActor.RebindDelay);
        }

        _tcp.ExpectMsg<Tcp.Bind>();
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Connect();
    }

    [Fact]
    public void A_slot_is_free_again_when_its_connection_dies_while_the_port_is_bound_again()
    {
        Bind();
        var connections = Enumerable.Range(0, 4).Select(i => Connect($"192.0.2.{i}")).ToArray();
        StopSocket();
        _tcp.ExpectMsg<Tcp.Bind>();
        Array.ForEach(connections, Sys.Stop);

        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());

        AwaitAssert(() => Assert.Null(Open("192.0.2.1").Rejection));
    }

    [Fact]
    public void A_listener_that_fails_frees_the_port_and_binds_it_anew()
    {
        Bind();
        var connection = Connect();
        var deaths = CreateTestProbe();
        deaths.Watch(connection);

        EventFilter.Exception<NullReferenceException>().ExpectOne(() =>
            _listener.Tell(new Tcp.Connected(null!, Chosen), CreateTestProbe()));

        deaths.ExpectTerminated(connection);
        _socket.ExpectMsg<Tcp.Unbind>();
        _tcp.ExpectMsg<Tcp.Bind>();
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Connect();
    }

    [Fact]
    public void Unhandled_messages_do_not_disturb_the_drain()
    {
        Bind();
        Connect();
        StopSocket();
        _tcp.ExpectMsg<Tcp.Bind>();
        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);
        var unhandled = CreateTestProbe();
        Sys.EventStream.Subscribe(unhandled, typeof(UnhandledMessage));

        Sys.EventStream.Publish(new UnhandledMessage("something", _socket, _socket));

        ExpectNothingFrom(_listener, CreateTestProbe());
        unhandled.ExpectMsg<UnhandledMessage>();
        Assert.False(unhandled.HasMessages);
    }

    [Fact]
    public void Draining_while_the_port_is_bound_again_ends_as_well()
    {
        Bind();
        ExpectMsg<ListenerActor.Listening>();
        StopSocket();
        _tcp.ExpectMsg<Tcp.Bind>();

        _listener.Tell(new ListenerActor.Drain(Limit), TestActor);

        ExpectMsg<ListenerActor.Drained>();
    }

    private IActorRef Start(IActorRef room)
    {
        var settings = TestSettings.Load(
            ("listen.backlog", "77"),
            ("limits.max-connections-per-address", "3")).Settings;
        var budget = new FileDescriptorLimit(Connections: 4, Refusals: 3);
        // They pass on what they are told before anything else happens.
        ConnectionProps props = (socket, remote, refusal) =>
            Props.Create(() => new ConnectionStub(_connections, new Opened(socket, remote, refusal)))
                .WithDispatcher(CallingThreadDispatcher.Id);
        return Sys.ActorOf(Props.Create(() => new ListenerActor(
            _tcp, room, Any, settings.Listen, settings.Limits, settings.KeepAlive, budget, props)));
    }

    private TestProbe SubscribeToEvents()
    {
        var events = CreateTestProbe();
        Sys.EventStream.Subscribe(events, typeof(ChatEvents.IChatEvent));
        return events;
    }

    private void StopSocket()
    {
        var events = SubscribeToEvents();
        Sys.Stop(_socket);
        events.FishForMessage<ChatEvents.ListenerLost>(_ => true);
    }

    private void Bind()
    {
        _listener.Tell(ListenerActor.Listen.Instance, TestActor);
        _tcp.ExpectMsg<Tcp.Bind>();
        _listener.Tell(new Tcp.Bound(Chosen), _socket);
    }

    private IActorRef Connect(string address = "127.0.0.1")
    {
        Open(address);
        return _connections.LastSender;
    }

    private Opened Open(string address)
    {
        _listener.Tell(new Tcp.Connected(new IPEndPoint(IPAddress.Parse(address), 1234), Chosen), CreateTestProbe());
        return _connections.ExpectMsg<Opened>();
    }

    private sealed record Opened(IActorRef Socket, EndPoint Remote, Rejection? Rejection);

    /// <summary>Stands for a ConnectionActor: tells the probe that it exists, and what it is told.</summary>
    private sealed class ConnectionStub : UntypedActor
    {
        private readonly IActorRef _probe;

        public ConnectionStub(IActorRef probe, Opened opened)
        {
            _probe = probe;
            probe.Tell(opened, Self);
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
