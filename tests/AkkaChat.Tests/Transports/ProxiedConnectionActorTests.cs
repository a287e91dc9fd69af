using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Tests.Support.ProxyHeaderText;

namespace AkkaChat.Tests.Transports;

/// <summary>A ProxiedConnectionActor between Akka.IO's actor of the socket, the connection manager and a handler.</summary>
public sealed class ProxiedConnectionActorTests : ActorTest
{
    private static readonly Client Proxy = Client.Of(Door.Tcp, new IPEndPoint(IPAddress.Loopback, 1234));
    private static readonly ChatEvents.ConnectionEnded Missing =
        new(Proxy, "", false, CloseReason.ProxyHeader, 0, 0, TimeSpan.Zero);

    private readonly TestProbe _socket;
    private readonly TestProbe _manager;
    private readonly TestProbe _handler;
    private readonly TestProbe _events;
    private readonly TestProbe _deaths;
    private readonly ProxyHeaders _headers;
    private IActorRef _connection = ActorRefs.Nobody;

    public ProxiedConnectionActorTests()
    {
        _socket = CreateTestProbe("socket");
        _manager = CreateTestProbe("manager");
        _handler = CreateTestProbe("handler");
        _events = CreateTestProbe("events");
        _deaths = CreateTestProbe("deaths");
        _headers = new ProxyHeaders(() => new TrustedProxies([]), Sys.EventStream);
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
    }

    [Theory]
    [InlineData(Tcp4, "203.0.113.7", "203.0.113.7:4242")]
    [InlineData(BinaryTcp6, "2001:db8::7", "[2001:db8::7]:4242")]
    [InlineData(Unknown, null, "127.0.0.1:1234")]
    [InlineData(BinaryLocal, null, "127.0.0.1:1234")]
    public void The_client_is_the_one_in_the_header_also_if_that_comes_byte_by_byte(string header, string? address, string name)
    {
        Start();
        foreach (var character in header[..^1])
        {
            Receive($"{character}");
            _socket.ExpectMsg<Tcp.ResumeReading>();
        }

        Receive(header[^1..]);

        var accepted = _manager.ExpectMsg<ConnectionAccepted>();
        Assert.Equal(new Client(Door.Tcp, address is null ? null : IPAddress.Parse(address), name), accepted.Client);
        Assert.Equal(_connection, _manager.LastSender);
        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void The_first_read_of_the_handler_brings_what_came_behind_the_header()
    {
        StartAndRegister(Tcp4 + "alice\n");
        ExpectNothingFrom(_connection, _handler);

        Tell(Tcp.ResumeReading.Instance);

        Assert.Equal("alice\n", _handler.ExpectMsg<Tcp.Received>().Data.Text());
        ExpectNothingFrom(_connection, _socket);
        Tell(Tcp.ResumeReading.Instance);
        _socket.ExpectMsg<Tcp.ResumeReading>();
        Receive("hello\n");
        Assert.Equal("hello\n", _handler.ExpectMsg<Tcp.Received>().Data.Text());
    }

    [Fact]
    public void Commands_acks_and_the_FIN_of_the_client_are_forwarded()
    {
        StartAndRegister(Tcp4);
        var write = Tcp.Write.Create("hello\n".Wire(), ConnectionWriter.Sent.Instance);

        Tell(write);
        Assert.Same(write, _socket.ExpectMsg<Tcp.Write>());
        Assert.Equal(_connection, _socket.LastSender);
        Answer(ConnectionWriter.Sent.Instance);
        _handler.ExpectMsg<ConnectionWriter.Sent>();
        Answer(Tcp.PeerClosed.Instance);
        _handler.ExpectMsg<Tcp.PeerClosed>();
        Tell(Tcp.Close.Instance);
        _socket.ExpectMsg<Tcp.Close>();
        Answer(Tcp.Closed.Instance);
        _handler.ExpectMsg<Tcp.Closed>();
        _deaths.ExpectTerminated(_connection);
        Assert.False(_events.HasMessages);
    }

    [Fact]
    public void It_ends_with_its_handler_and_with_the_socket()
    {
        StartAndRegister(Tcp4);
        Sys.Stop(_handler);
        _deaths.ExpectTerminated(_connection);

        Start();
        Receive(Tcp4);
        _manager.ExpectMsg<ConnectionAccepted>();
        Sys.Stop(_socket);
        _deaths.ExpectTerminated(_connection);
        Assert.False(_events.HasMessages);
    }

    [Fact]
    public void A_client_that_is_not_admitted_is_closed()
    {
        Start();
        Receive(Tcp4);
        _manager.ExpectMsg<ConnectionAccepted>();

        _manager.Reply(Tcp.Close.Instance);
        _socket.ExpectMsg<Tcp.Close>();
        Answer(Tcp.Closed.Instance);

        _deaths.ExpectTerminated(_connection);
    }

    [Theory]
    [InlineData("alice\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242\r\n")]
    public void A_connection_without_a_header_ends_as_soon_as_that_is_certain(string stream)
    {
        Start();

        Receive(stream);

        ExpectMissing();
    }

    [Fact]
    public void A_FIN_or_an_error_before_the_end_of_the_header_ends_it()
    {
        Start();
        Receive(Tcp4[..^1]);
        Answer(Tcp.PeerClosed.Instance);
        ExpectMissing();

        Start();
        Answer(new Tcp.ErrorClosed("reset"));
        ExpectMissing();
    }

    [Fact]
    public void The_header_must_be_complete_within_5_seconds_and_the_admission_too()
    {
        Start();
        Receive(Tcp4[..^1]);
        Advance(TransportActor.StepTimeout - TimeSpan.FromTicks(1));
        ExpectNothingFrom(_connection, CreateTestProbe());
        Assert.False(_events.HasMessages);
        Advance(TimeSpan.FromTicks(1));
        ExpectMissing();

        Start();
        Receive(Tcp4);
        _manager.ExpectMsg<ConnectionAccepted>();
        Advance(TransportActor.StepTimeout);
        _deaths.ExpectTerminated(_connection);
        Assert.False(_events.HasMessages);
    }

    [Fact]
    public void Only_256_connections_wait_for_their_header_at_a_time()
    {
        for (var i = 1; i < ProxyHeaders.MaxWaiting; i++)
            Assert.True(_headers.TryBeginWait());
        Start();
        var last = _connection;

        StartActor();
        ExpectMissing();

        last.Tell(new Tcp.Received(Tcp4.Wire()), _socket);
        _manager.ExpectMsg<ConnectionAccepted>();
        Start();
        Receive("alice\n");
        ExpectMissing();
        Start();
    }

    private void Start()
    {
        StartActor();
        _socket.ExpectMsg<Tcp.ResumeReading>();
    }

    private void StartActor()
    {
        _connection = Sys.ActorOf(Props.Create(() => new ProxiedConnectionActor(_socket, Proxy, _headers, _manager)));
        _deaths.Watch(_connection);
        var register = _socket.FishForMessage<Tcp.Register>(_ => true);
        Assert.Equal(_connection, register.Handler);
        Assert.True(register.KeepOpenOnPeerClosed);
    }

    private void StartAndRegister(string received)
    {
        Start();
        Receive(received);
        _manager.ExpectMsg<ConnectionAccepted>();
        _connection.Tell(new Tcp.Register(_handler, keepOpenOnPeerClosed: true), _handler);
    }

    private void Receive(string text) => Answer(new Tcp.Received(text.Wire()));

    private void Answer(object message) => _connection.Tell(message, _socket);

    private void Tell(object message) => _connection.Tell(message, _handler);

    private void ExpectMissing()
    {
        _deaths.ExpectTerminated(_connection);
        Assert.Equal(Missing, _events.ExpectMsg<ChatEvents.ConnectionEnded>());
    }
}
