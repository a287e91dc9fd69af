using System.Net;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The events of a connection: that the client connected, that it joined, and why it ended, once each.</summary>
public sealed class ConnectionEventsTests : ConnectionActorTest
{
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 1234);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestProbe _events;

    public ConnectionEventsTests()
    {
        _events = CreateTestProbe("events");
        Sys.EventStream.Subscribe(_events, typeof(ChatEvents.IChatEvent));
    }

    [Fact]
    public void A_session_is_published_with_its_counts_and_its_duration()
    {
        Start();
        Assert.Equal(new ChatEvents.ClientConnected(Remote), _events.ExpectMsg<ChatEvents.ClientConnected>());
        Receive("  alice\n");
        _room.ExpectMsg<Join>();
        ExpectNothingFrom(_connection, _events);
        Tell(Joined.Instance);
        Assert.Equal(new ChatEvents.MemberJoined(Remote, "alice"), _events.ExpectMsg<ChatEvents.MemberJoined>());
        ExpectReading();
        Receive("one\ntwo\n");
        ExpectSaid();
        Tell(Accepted.Instance);
        ExpectReading();
        Deliver("alice:one\nalice:two\n");
        ExpectWrite();
        Deliver("bob:three\n");
        Deliver("bob:four\n");
        Sent();
        ExpectWrite();
        Sent();
        Deliver("bob:never arrives\n");
        ExpectWrite();
        Receive("three\n");
        ExpectSaid();
        Advance(90 * Second);

        Tell(new Tcp.ErrorClosed("Connection reset by peer"));

        Assert.Equal(
            new ChatEvents.ConnectionEnded(Remote, "alice", true, CloseReason.Reset, 3, 4, 90 * Second),
            _events.ExpectMsg<ChatEvents.ConnectionEnded>());
    }

    [Fact]
    public void The_first_reason_counts_whatever_comes_later()
    {
        StartAndJoin();
        Tell(Tcp.PeerClosed.Instance);
        _room.ExpectMsg<Leave>();
        Tell(ConnectionActor.Drain.Instance);
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.Close>();
        Tell(new Tcp.ErrorClosed("Connection reset by peer"));

        ExpectEnd(CloseReason.ClientClosed, "alice", wasMember: true);
    }

    [Theory]
    [InlineData("a:b\n")]
    [InlineData("\n")]
    [InlineData("server\n")]
    public void An_invalid_username_is_not_published(string line)
    {
        Start();
        Receive(line);

        EndConnection();

        ExpectEnd(CloseReason.InvalidUsername);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    public void A_client_of_another_protocol_is_no_chat_client(string start)
    {
        Start();
        Receive(start);

        EndConnection();

        ExpectEnd(CloseReason.NotAChatClient);
    }

    [Fact]
    public void A_first_line_that_is_too_long_is_an_invalid_username()
    {
        Start();
        Receive(new string(' ', 2000));

        EndConnection();

        ExpectEnd(CloseReason.InvalidUsername);
    }

    [Fact]
    public void An_invalid_username_without_LF_is_invalid_too()
    {
        Start();
        Receive("a:b");
        Tell(Tcp.PeerClosed.Instance);

        EndConnection();

        ExpectEnd(CloseReason.InvalidUsername);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    public void A_client_that_closes_without_a_username_has_closed(string start)
    {
        Start();
        Receive(start);
        Tell(Tcp.PeerClosed.Instance);

        EndConnection();

        ExpectEnd(CloseReason.ClientClosed);
    }

    [Fact]
    public void A_username_in_use_is_published()
    {
        Start();
        Receive("alice\n");
        Tell(NameTaken.Instance);

        EndConnection();

        ExpectEnd(CloseReason.NameTaken, "alice");
    }

    [Fact]
    public void A_client_that_is_not_admitted_publishes_its_end_only()
    {
        StartConnection(TestSettings.Default.Connection, Rejection.AddressFull);

        EndConnection();

        var ended = _events.ExpectMsg<ChatEvents.ConnectionEnded>();
        Assert.Equal(new ChatEvents.ConnectionEnded(Remote, "", false, CloseReason.AddressFull, 0, 0, TimeSpan.Zero), ended);
    }

    [Fact]
    public void A_handshake_timeout_is_a_reason()
    {
        Start(("limits.handshake-timeout", "5s"));
        Advance(5 * Second);

        EndConnection();

        ExpectEnd(CloseReason.HandshakeTimeout, duration: 5 * Second);
    }

    [Fact]
    public void An_idle_timeout_is_a_reason()
    {
        StartAndJoin(("limits.idle-timeout", "5s"));
        Advance(5 * Second);

        EndConnection();

        ExpectEnd(CloseReason.Idle, "alice", wasMember: true, 5 * Second);
    }

    [Fact]
    public void A_member_that_stays_congested_is_a_slow_consumer()
    {
        StartAndJoin(("limits.slow-consumer-grace", "5s"));
        Tell(new Deliver(new Batch(new byte[TestSettings.Default.Connection.SendQueue.HighWatermark + 1])));
        _room.ExpectMsg<Congested>();

        Advance(5 * Second);

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true, 5 * Second);
    }

    [Fact]
    public void A_member_with_too_much_pending_is_a_slow_consumer()
    {
        StartAndJoin();

        Tell(new Deliver(new Batch(new byte[TestSettings.Default.Connection.SendQueue.MaxPending + 1])));

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true);
    }

    [Fact]
    public void A_member_expelled_at_shutdown_has_that_reason()
    {
        StartAndJoin();
        Tell(ConnectionActor.Drain.Instance);
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.Shutdown, "alice", wasMember: true);
    }

    [Fact]
    public void A_client_without_a_username_has_the_reason_shutdown_too()
    {
        Start();
        Tell(ConnectionActor.Drain.Instance);

        EndConnection();

        ExpectEnd(CloseReason.Shutdown);
    }

    [Fact]
    public void A_member_expelled_otherwise_was_in_a_room_that_restarted()
    {
        StartAndJoin();
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.RoomRestarted, "alice", wasMember: true);
    }

    [Fact]
    public void A_client_expelled_while_joining_never_was_a_member()
    {
        Start();
        Receive("alice\n");
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.RoomRestarted, "alice");
    }

    [Fact]
    public void The_end_of_the_socket_actor_is_a_reset()
    {
        StartAndJoin();

        Sys.Stop(_socket);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void A_failed_write_is_a_reset()
    {
        StartAndJoin();
        Deliver("bob:1\n");

        Tell(_socket.ExpectMsg<Tcp.Write>().FailureMessage);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void A_connection_that_ends_without_a_reason_is_an_internal_error()
    {
        StartAndJoin();

        Sys.Stop(_connection);

        ExpectEnd(CloseReason.InternalError, "alice", wasMember: true);
    }

    private void Start(params (string Key, string Value)[] settings)
    {
        StartConnection(TestSettings.Load(settings).Settings.Connection);
        ExpectReading();
    }

    private void StartAndJoin(params (string Key, string Value)[] settings)
    {
        Start(settings);
        JoinRoom();
    }

    /// <summary>As Akka.IO reports it after our own FIN.</summary>
    private void EndConnection() => Tell(Tcp.Closed.Instance);

    private void ExpectEnd(
        CloseReason reason, string username = "", bool wasMember = false, TimeSpan duration = default)
    {
        _deaths.ExpectTerminated(_connection);
        var events = new List<object>();
        while (_events.HasMessages)
            events.Add(_events.ReceiveOne());
        var ended = Assert.Single(events.OfType<ChatEvents.ConnectionEnded>());
        Assert.Equal((reason, username, wasMember, duration), (ended.Reason, ended.Username, ended.WasMember, ended.Duration));
        Assert.Equal(wasMember, events.OfType<ChatEvents.MemberJoined>().Any());
    }

    private void Deliver(string lines) => Tell(new Deliver(new Batch(lines.Bytes())));
}
