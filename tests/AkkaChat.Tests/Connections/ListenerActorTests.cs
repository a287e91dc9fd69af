using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

/// <summary>The ListenerActor between the manager of Akka.IO Tcp and Akka.IO's listener, which probes stand for.</summary>
public sealed class ListenerActorTests : ActorTest
{
    private static readonly IPEndPoint Configured = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Chosen = new(IPAddress.Loopback, 4711);

    private readonly TestProbe _tcp;
    private readonly TestProbe _socket;
    private readonly TestProbe _handler;
    private readonly TestProbe _events;
    private readonly IActorRef _listener;

    public ListenerActorTests()
    {
        _tcp = CreateTestProbe("tcp");
        _socket = CreateTestProbe("socket");
        _handler = CreateTestProbe("handler");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        var settings = TestSettings.Load(
            ("listen.backlog", "77"), ("keep-alive.idle", "33s"), ("keep-alive.interval", "7s"), ("keep-alive.count", "3")).Settings;
        var keepAlive = new KeepAlive(() => settings.KeepAlive);
        var listener = Props.Create(() => new ListenerActor(_tcp, _handler, new[] { Configured }, settings.Listen, keepAlive));
        Sys.ActorOf(Props.Create(() => new RestartingParent(listener))).Tell("child", TestActor);
        _listener = ExpectMsg<IActorRef>();
    }

    [Fact]
    public void The_bind_has_the_configured_endpoint_and_backlog_the_handler_and_pull_mode()
    {
        var bind = RequestBind();

        Assert.Equal(_handler.Ref, bind.Handler);
        Assert.Equal(Configured, bind.LocalAddress);
        Assert.Equal(77, bind.Backlog);
        Assert.True(bind.PullMode);
    }

    [Fact]
    public void The_bind_makes_an_IPv6_socket_accept_IPv4()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };

        foreach (var option in RequestBind().Options)
            option.BeforeServerSocketBind(socket);

        Assert.True(socket.DualMode);
    }

    [Fact]
    public void The_bind_enables_keep_alive_as_configured_on_accepted_sockets()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

        foreach (var option in RequestBind().Options)
            option.AfterConnect(socket);

        int Tcp(SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(
            (33, 7, 3),
            (Tcp(SocketOptionName.TcpKeepAliveTime), Tcp(SocketOptionName.TcpKeepAliveInterval), Tcp(SocketOptionName.TcpKeepAliveRetryCount)));
    }

    [Fact]
    public void Options_do_not_fail_on_a_socket_that_is_closed_already()
    {
        var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Dispose();

        foreach (var option in RequestBind().Options)
            option.AfterConnect(closed);
    }

    [Fact]
    public void A_bound_port_is_reported_to_the_requester_and_as_an_event()
    {
        Open();

        Assert.Equal(new ChatEvents.ListenerOpened(Door.Tcp, Chosen), _events.ExpectMsg<ChatEvents.ListenerOpened>());
        Assert.Equal(Chosen, Endpoint());
    }

    [Fact]
    public void A_failed_bind_is_reported_with_its_reason_and_can_be_requested_again()
    {
        Assert.Null(Endpoint());
        var bind = RequestBind();
        Assert.Null(Endpoint());

        _listener.Tell(new Tcp.CommandFailed(bind, new InvalidOperationException("in use")), _tcp);

        Assert.Equal(new ListenerMessages.ListenFailed($"{Configured}", "in use"), ExpectMsg<ListenerMessages.ListenFailed>());
        Open();
    }

    [Fact]
    public void Connections_accepted_during_the_bind_are_given_back_once_it_is_bound()
    {
        RequestBind();
        Sys.EventStream.Publish(new UnhandledMessage("accepted 1", _socket, _socket));
        Sys.EventStream.Publish(new UnhandledMessage("of another actor", _tcp, _tcp));
        Sys.EventStream.Publish(new UnhandledMessage("accepted 2", _socket, _socket));

        _listener.Tell(new Tcp.Bound(Chosen), _socket);

        _socket.ExpectMsg("accepted 1");
        _socket.ExpectMsg("accepted 2");
        ExpectNothingFrom(_listener, _socket);
    }

    [Fact]
    public void Unhandled_messages_after_the_bind_are_not_given_back()
    {
        Open();

        Sys.EventStream.Publish(new UnhandledMessage("accepted", _socket, _socket));

        ExpectNothingFrom(_listener, _socket);
    }

    [Fact]
    public void A_port_whose_listener_has_ended_is_bound_again_with_the_chosen_number()
    {
        Open();

        Sys.Stop(_socket);

        Assert.Equal(Chosen, _tcp.ExpectMsg<Tcp.Bind>().LocalAddress);
        _events.FishForMessage(message => message is ChatEvents.ListenerLost);
        Assert.Null(Endpoint());
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Assert.Equal(Chosen, Endpoint());
    }

    [Fact]
    public void Rebinding_is_retried_until_it_succeeds()
    {
        Open();
        Sys.Stop(_socket);
        for (var i = 0; i < 3; i++)
        {
            var bind = _tcp.ExpectMsg<Tcp.Bind>();
            _listener.Tell(new Tcp.CommandFailed(bind, new InvalidOperationException("in use")), _tcp);
            _events.FishForMessage(message => message is ChatEvents.RebindFailed { Reason: "in use" } failed && failed.Endpoint.Equals(Chosen));
            ExpectNothingFrom(_listener, _tcp);
            Advance(ListenerActor.RebindDelay);
        }

        _tcp.ExpectMsg<Tcp.Bind>();
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Assert.Equal(Chosen, Endpoint());
    }

    [Fact]
    public void A_restarted_listener_keeps_the_open_port_and_binds_the_chosen_number_when_that_is_lost()
    {
        Open();

        Fail();

        AwaitAssert(() => Assert.Equal(Chosen, Endpoint()));
        ExpectNothingFrom(_listener, _socket);
        Sys.Stop(_socket);
        Assert.Equal(Chosen, _tcp.ExpectMsg<Tcp.Bind>().LocalAddress);
    }

    [Fact]
    public void A_listener_restarted_between_two_attempts_to_rebind_binds_the_chosen_number()
    {
        Open();
        Sys.Stop(_socket);
        _listener.Tell(new Tcp.CommandFailed(_tcp.ExpectMsg<Tcp.Bind>()), _tcp);
        _events.FishForMessage(message => message is ChatEvents.RebindFailed);

        Fail();

        Assert.Equal(Chosen, _tcp.ExpectMsg<Tcp.Bind>().LocalAddress);
        _listener.Tell(new Tcp.Bound(Chosen), CreateTestProbe());
        Assert.Equal(Chosen, Endpoint());
    }

    [Fact]
    public void A_listener_restarted_during_the_first_bind_still_answers_the_request()
    {
        RequestBind();

        Fail();

        ExpectNothingFrom(_listener, _tcp);
        _listener.Tell(new Tcp.Bound(Chosen), _socket);
        Assert.Equal(Chosen, ExpectMsg<ListenerMessages.Listening>().Endpoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_of_Akka_that_arrives_during_a_restart_is_not_lost(bool succeeds)
    {
        var bind = RequestBind();

        InOneBurst(_listener, () =>
        {
            _listener.Tell(Kill.Instance);
            _listener.Tell(succeeds ? new Tcp.Bound(Chosen) : bind.FailureMessage, _socket);
        });

        if (succeeds)
            Assert.Equal(Chosen, ExpectMsg<ListenerMessages.Listening>().Endpoint);
        else
            ExpectMsg<ListenerMessages.ListenFailed>();
        ExpectNothingFrom(_listener, _tcp);
    }

    [Fact]
    public void A_restarted_listener_gives_back_what_is_accepted_before_it_is_bound()
    {
        RequestBind();
        Fail();
        AwaitAssert(() => Assert.Null(Endpoint()));
        Sys.EventStream.Publish(new UnhandledMessage("accepted", _socket, _socket));

        _listener.Tell(new Tcp.Bound(Chosen), _socket);

        _socket.ExpectMsg("accepted");
    }

    [Fact]
    public void Unbinding_is_answered_when_the_listener_of_Akka_has_ended()
    {
        Open();
        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);
        _socket.ExpectMsg<Tcp.Unbind>();
        Assert.Null(Endpoint());

        Sys.Stop(_socket);

        ExpectMsg<ListenerMessages.Unbound>();
        ExpectNothingFrom(_listener, _tcp);
    }

    [Fact]
    public void Unbinding_an_idle_listener_is_answered_at_once()
    {
        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);

        ExpectMsg<ListenerMessages.Unbound>();
    }

    [Fact]
    public void Unbinding_ends_the_attempts_to_rebind_and_closes_a_port_that_is_bound_too_late()
    {
        Open();
        Sys.Stop(_socket);
        _tcp.ExpectMsg<Tcp.Bind>();

        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);

        ExpectMsg<ListenerMessages.Unbound>();
        var late = CreateTestProbe();
        _listener.Tell(new Tcp.Bound(Chosen), late);
        late.ExpectMsg<Tcp.Unbind>();
    }

    private Tcp.Bind RequestBind()
    {
        _listener.Tell(ListenerMessages.Listen.Instance, TestActor);
        return _tcp.ExpectMsg<Tcp.Bind>();
    }

    private void Open()
    {
        RequestBind();
        _listener.Tell(new Tcp.Bound(Chosen), _socket);
        Assert.Equal(Chosen, ExpectMsg<ListenerMessages.Listening>().Endpoint);
    }

    private void Fail() =>
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => _listener.Tell(Kill.Instance));

    private EndPoint? Endpoint()
    {
        _listener.Tell(ListenerMessages.GetState.Instance, TestActor);
        return ExpectMsg<ListenerMessages.State>().Endpoint;
    }
}
