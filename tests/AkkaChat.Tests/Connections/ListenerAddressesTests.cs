using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

/// <summary>The ListenerActor for a host with several addresses.</summary>
public sealed class ListenerAddressesTests : ActorTest
{
    private static readonly IPEndPoint[] Configured =
        [new(IPAddress.IPv6Loopback, 0), new(IPAddress.Loopback, 0), new(IPAddress.Parse("127.0.0.2"), 0)];

    private static readonly IPEndPoint[] Chosen = [.. Configured.Select(endpoint => new IPEndPoint(endpoint.Address, 4711))];

    private readonly TestProbe _tcp;
    private readonly TestProbe _events;
    private readonly IActorRef _listener;
    private readonly List<TestProbe> _sockets = [];

    public ListenerAddressesTests()
    {
        _tcp = CreateTestProbe("tcp");
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
        var settings = TestSettings.Default;
        var keepAlive = new KeepAlive(() => settings.KeepAlive);
        var listener = Props.Create(() => new ListenerActor(_tcp, TestActor, Configured, settings.Listen, keepAlive));
        Sys.ActorOf(Props.Create(() => new RestartingParent(listener))).Tell("child", TestActor);
        _listener = ExpectMsg<IActorRef>();
        _listener.Tell(ListenerMessages.Listen.Instance, TestActor);
    }

    [Fact]
    public void All_addresses_are_bound_with_the_port_of_the_first()
    {
        OpenAll();

        Assert.Equal(
            Chosen.Select(endpoint => new ChatEvents.ListenerOpened(Door.Tcp, endpoint)), _events.ReceiveN(3).Cast<ChatEvents.ListenerOpened>());
        Assert.Equal(Chosen[0], Endpoint());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_address_that_the_machine_lacks_is_skipped_with_a_warning(int missing)
    {
        for (var i = 0; i < 3; i++)
        {
            if (i == missing)
                FailBind(SocketError.AddressNotAvailable);
            else
                Bind(new IPEndPoint(Configured[i].Address, 4711));
        }

        var opened = Chosen.Where((_, i) => i != missing).First();
        Assert.Equal(opened, ExpectMsg<ListenerMessages.Listening>().Endpoint);
        Assert.Equal(opened, Endpoint());
        var skipped = (ChatEvents.AddressSkipped)_events.FishForMessage(message => message is ChatEvents.AddressSkipped);
        Assert.Equal(Configured[missing].Address, skipped.Endpoint.Address);
    }

    [Fact]
    public void If_the_machine_lacks_every_address_listening_fails()
    {
        FailBind(SocketError.AddressFamilyNotSupported);
        FailBind(SocketError.AddressNotAvailable);
        FailBind(SocketError.AddressNotAvailable);

        Assert.Equal($"{Configured[2]}", ExpectMsg<ListenerMessages.ListenFailed>().Name);
    }

    [Theory]
    [InlineData(SocketError.AddressAlreadyInUse)]
    [InlineData(SocketError.AccessDenied)]
    public void If_an_address_cannot_be_bound_listening_fails_and_the_others_are_closed(SocketError error)
    {
        Bind(Chosen[0]);
        FailBind(error);

        var failed = ExpectMsg<ListenerMessages.ListenFailed>();
        Assert.Equal(($"{Chosen[1]}", new SocketException((int)error).Message), (failed.Name, failed.Reason));
        _sockets[0].ExpectMsg<Tcp.Unbind>();
        ExpectNothingFrom(_listener, _tcp);
        Assert.Null(Endpoint());
        Sys.Stop(_sockets[0]);
        _sockets.Clear();
        _listener.Tell(ListenerMessages.Listen.Instance, TestActor);
        OpenAll();
    }

    [Fact]
    public void An_address_whose_listener_has_ended_is_bound_again_and_the_others_stay_open()
    {
        OpenAll();

        Sys.Stop(_sockets[1]);

        _events.FishForMessage(message => message is ChatEvents.ListenerLost lost && lost.Endpoint.Equals(Chosen[1]));
        Assert.Equal(Chosen[0], Endpoint());
        Assert.Equal(Chosen[1], Bind(Chosen[1]));
        _events.FishForMessage(message => message.Equals(new ChatEvents.ListenerOpened(Door.Tcp, Chosen[1])));
        Assert.NotNull(Endpoint());
        ExpectNothingFrom(_listener, _tcp);
        Assert.All(_sockets, socket => Assert.False(socket.HasMessages));
    }

    [Fact]
    public void An_address_that_cannot_be_bound_again_does_not_keep_another_from_it()
    {
        OpenAll();
        Sys.Stop(_sockets[0]);
        FailBind(SocketError.AddressNotAvailable);
        Sys.Stop(_sockets[1]);
        _events.FishForMessage(message => message is ChatEvents.ListenerLost lost && lost.Endpoint.Equals(Chosen[1]));

        Advance(ListenerActor.RebindDelay);
        FailBind(SocketError.AddressNotAvailable);
        ExpectNothingFrom(_listener, _tcp);
        Advance(ListenerActor.RebindDelay);

        Assert.Equal(Chosen[1], Bind(Chosen[1]));
        Assert.Equal(Chosen[0], Bind(Chosen[0]));
        Assert.NotNull(Endpoint());
    }

    [Fact]
    public void Unbinding_is_answered_when_all_listeners_of_Akka_have_ended()
    {
        OpenAll();
        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);
        _sockets.ForEach(socket => socket.ExpectMsg<Tcp.Unbind>());
        Sys.Stop(_sockets[0]);
        Sys.Stop(_sockets[1]);
        ExpectNothingFrom(_listener, _tcp);
        Assert.False(HasMessages);

        Sys.Stop(_sockets[2]);

        ExpectMsg<ListenerMessages.Unbound>();
        ExpectNothingFrom(_listener, _tcp);
    }

    [Fact]
    public void Unbinding_while_an_address_is_bound_again_closes_the_others_and_that_one()
    {
        OpenAll();
        Sys.Stop(_sockets[0]);
        _tcp.ExpectMsg<Tcp.Bind>();

        _listener.Tell(ListenerMessages.Unbind.Instance, TestActor);

        _sockets[1].ExpectMsg<Tcp.Unbind>();
        _sockets[2].ExpectMsg<Tcp.Unbind>();
        Reply(Chosen[0]).ExpectMsg<Tcp.Unbind>();
        Sys.Stop(_sockets[1]);
        Sys.Stop(_sockets[2]);
        ExpectMsg<ListenerMessages.Unbound>();
    }

    [Fact]
    public void A_restarted_listener_keeps_what_is_open_and_binds_the_rest()
    {
        Bind(Chosen[0]);
        var bind = _tcp.ExpectMsg<Tcp.Bind>();

        EventFilter.Exception<ActorKilledException>().ExpectOne(() => _listener.Tell(Kill.Instance));

        ExpectNothingFrom(_listener, _tcp);
        Reply((IPEndPoint)bind.LocalAddress);
        Bind(Chosen[2]);
        Assert.Equal(Chosen[0], ExpectMsg<ListenerMessages.Listening>().Endpoint);
        Assert.All(_sockets, socket => Assert.False(socket.HasMessages));
        Sys.Stop(_sockets[0]);
        Assert.Equal(Chosen[0], _tcp.ExpectMsg<Tcp.Bind>().LocalAddress);
    }

    private void OpenAll()
    {
        Assert.Equal(Configured[0], Bind(Chosen[0]));
        Assert.Equal(Chosen[1], Bind(Chosen[1]));
        Assert.Equal(Chosen[2], Bind(Chosen[2]));
        Assert.Equal(Chosen[0], ExpectMsg<ListenerMessages.Listening>().Endpoint);
    }

    /// <returns>The endpoint that was to be bound.</returns>
    private EndPoint Bind(IPEndPoint bound)
    {
        var bind = _tcp.ExpectMsg<Tcp.Bind>();
        Reply(bound);
        return bind.LocalAddress;
    }

    private TestProbe Reply(IPEndPoint bound)
    {
        var socket = CreateTestProbe();
        _sockets.Add(socket);
        _listener.Tell(new Tcp.Bound(bound), socket);
        return socket;
    }

    private void FailBind(SocketError error) =>
        _listener.Tell(new Tcp.CommandFailed(_tcp.ExpectMsg<Tcp.Bind>(), new SocketException((int)error)), _tcp);

    private EndPoint? Endpoint()
    {
        _listener.Tell(ListenerMessages.GetState.Instance, TestActor);
        return ExpectMsg<ListenerMessages.State>().Endpoint;
    }
}
