using System.Net;
using Akka.IO;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>What a ConnectionActor tells of its client: that it came, joined, and why it ended, once each.</summary>
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
    public void A_visit_is_told_with_what_was_said_and_heard()
    {
        Start();
        Assert.Equal(new ChatEvents.Connected(Remote), _events.ExpectMsg<ChatEvents.Connected>());
        Receive("  alice\n");
        _room.ExpectMsg<Join>();
        ExpectNothingFrom(_connection, _events);
        Tell(Joined.Instance);
        Assert.Equal(new ChatEvents.Joined(Remote, "alice"), _events.ExpectMsg<ChatEvents.Joined>());
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
            new ChatEvents.Ended(Remote, "alice", true, CloseReason.Reset, 3, 4, 90 * Second),
            _events.ExpectMsg<ChatEvents.Ended>());
    }

    [Fact]
    public void Its_FIN_is_why_a_client_left_whatever_comes_later()
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
    public void A_bad_name_is_not_told_itself(string line)
    {
        Start();
        Receive(line);

        EndConnection();

        ExpectEnd(CloseReason.InvalidUsername);
    }

    [Fact]
    public void A_name_that_never_ends_is_bad()
    {
        Start();
        Receive(new string(' ', 2000));

        EndConnection();

        ExpectEnd(CloseReason.InvalidUsername);
    }

    [Fact]
    public void A_bad_name_without_LF_is_bad_as_well()
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
    public void Who_goes_without_a_name_has_closed(string start)
    {
        Start();
        Receive(start);
        Tell(Tcp.PeerClosed.Instance);

        EndConnection();

        ExpectEnd(CloseReason.ClientClosed);
    }

    [Fact]
    public void A_name_that_is_taken_is_told()
    {
        Start();
        Receive("alice\n");
        Tell(NameTaken.Instance);

        EndConnection();

        ExpectEnd(CloseReason.NameTaken, "alice");
    }

    [Fact]
    public void Who_is_not_admitted_has_not_connected_for_the_events()
    {
        StartConnection(TestSettings.Default.Connection, Rejection.AddressFull);

        EndConnection();

        var ended = _events.ExpectMsg<ChatEvents.Ended>();
        Assert.Equal(new ChatEvents.Ended(Remote, "", false, CloseReason.AddressFull, 0, 0, TimeSpan.Zero), ended);
    }

    [Fact]
    public void Who_gives_no_name_in_time_is_refused()
    {
        Start(("limits.handshake-timeout", "5s"));
        Advance(5 * Second);

        EndConnection();

        ExpectEnd(CloseReason.HandshakeTimeout, duration: 5 * Second);
    }

    [Fact]
    public void Who_is_silent_for_too_long_was_idle()
    {
        StartAndJoin(("limits.idle-timeout", "5s"));
        Advance(5 * Second);

        EndConnection();

        ExpectEnd(CloseReason.Idle, "alice", wasMember: true, 5 * Second);
    }

    [Fact]
    public void Who_does_not_read_was_slow()
    {
        StartAndJoin(("limits.slow-consumer-grace", "5s"));
        Tell(new Deliver(new Batch(new byte[TestSettings.Default.Connection.SendQueue.HighWatermark + 1])));
        _room.ExpectMsg<Congested>();

        Advance(5 * Second);

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true, 5 * Second);
    }

    [Fact]
    public void Who_is_owed_too_much_was_slow()
    {
        StartAndJoin();

        Tell(new Deliver(new Batch(new byte[TestSettings.Default.Connection.SendQueue.MaxPending + 1])));

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true);
    }

    [Fact]
    public void At_the_shutdown_a_member_is_dismissed_for_that()
    {
        StartAndJoin();
        Tell(ConnectionActor.Drain.Instance);
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.Shutdown, "alice", wasMember: true);
    }

    [Fact]
    public void At_the_shutdown_who_has_no_name_is_closed_for_that()
    {
        Start();
        Tell(ConnectionActor.Drain.Instance);

        EndConnection();

        ExpectEnd(CloseReason.Shutdown);
    }

    [Fact]
    public void A_member_that_is_dismissed_otherwise_was_in_a_room_that_failed()
    {
        StartAndJoin();
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.RoomRestarted, "alice", wasMember: true);
    }

    [Fact]
    public void Who_joins_a_room_that_fails_never_was_a_member()
    {
        Start();
        Receive("alice\n");
        Tell(Left.Instance);

        EndConnection();

        ExpectEnd(CloseReason.RoomRestarted, "alice");
    }

    [Fact]
    public void The_end_of_its_socket_is_a_reset()
    {
        StartAndJoin();

        Sys.Stop(_socket);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void A_write_that_fails_is_a_reset()
    {
        StartAndJoin();
        Deliver("bob:1\n");

        Tell(_socket.ExpectMsg<Tcp.Write>().FailureMessage);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void An_actor_that_is_stopped_from_outside_has_failed()
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

    /// <summary>As it comes to pass after our own FIN.</summary>
    private void EndConnection() => Tell(Tcp.Closed.Instance);

    private void ExpectEnd(
        CloseReason reason, string username = "", bool wasMember = false, TimeSpan duration = default)
    {
        _deaths.ExpectTerminated(_connection);
        var told = new List<object>();
        while (_events.HasMessages)
            told.Add(_events.ReceiveOne());
        var ended = Assert.Single(told.OfType<ChatEvents.Ended>());
        Assert.Equal((reason, username, wasMember, duration), (ended.Reason, ended.Username, ended.WasMember, ended.Duration));
        Assert.Equal(wasMember, told.OfType<ChatEvents.Joined>().Any());
    }

    private void Deliver(string lines) => Tell(new Deliver(new Batch(lines.Bytes())));
}
