using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The limits that a ConnectionActor enforces, on a clock that the test moves.</summary>
public sealed class ConnectionLimitTests : ConnectionActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Who_does_not_name_itself_in_time_is_told_so_and_closed()
    {
        Start(("limits.handshake-timeout", "5s"));

        Advance(5 * Second);

        Assert.Equal("server:no username was sent within 5 seconds\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void A_name_that_drips_gains_no_time()
    {
        Start(("limits.handshake-timeout", "5s"));
        for (var i = 0; i < 4; i++)
        {
            Advance(Second);
            Receive("a");
            ExpectReading();
        }

        Advance(Second);

        Assert.Equal("server:no username was sent within 5 seconds\n", ExpectWrite());
    }

    [Fact]
    public void Who_has_named_itself_has_all_the_time_it_wants()
    {
        Start(("limits.handshake-timeout", "5s"));
        JoinRoom();

        Advance(TimeSpan.FromDays(1));

        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void A_member_that_says_nothing_for_too_long_leaves_and_is_closed()
    {
        Start(("limits.idle-timeout", "10s"));
        JoinRoom();

        Advance(10 * Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
        _room.ExpectMsg<Leave>();
        Tell(new Deliver(new Batch("bob:bye\n".Bytes())));
        Tell(Left.Instance);
        Sent();
        Assert.Equal("bob:bye\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void A_message_begins_the_idle_time_anew()
    {
        Start(("limits.idle-timeout", "10s"));
        JoinRoom();
        Advance(9 * Second);
        Receive("hello\n");
        _room.ExpectMsg<Say>();
        Tell(Accepted.Instance);
        ExpectReading();

        Advance(Second);
        ExpectNothingFrom(_connection, _socket);
        Advance(8 * Second);
        ExpectNothingFrom(_connection, _socket);
        Advance(Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
    }

    [Fact]
    public void Half_a_message_does_not()
    {
        Start(("limits.idle-timeout", "10s"));
        JoinRoom();
        Advance(9 * Second);
        Receive("hel");
        ExpectReading();

        Advance(Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
    }

    [Fact]
    public void Waiting_for_the_room_is_not_idle()
    {
        Start(("limits.idle-timeout", "10s"));
        JoinRoom();
        Receive("hello\n");
        _room.ExpectMsg<Say>();

        Advance(10 * Second);

        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void Having_been_held_is_not_idle()
    {
        Start(("limits.idle-timeout", "10s"), ("message.max-length", "1"), ("limits.slow-consumer-grace", "1h"));
        JoinRoom();
        FillWithNotices();
        Advance(9 * Second);
        DrainOutbox();
        ExpectReading();

        Advance(Second);
        ExpectNothingFrom(_connection, _room);
        Advance(9 * Second);

        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        Start();
        Receive("alice\n");
        _room.ExpectMsg<Join>();

        Tell(NameTaken.Instance);

        Assert.Equal("server:username is in use\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void Who_cannot_come_in_is_told_why_and_closed()
    {
        StartRefused(Rejection.RoomFull);

        Assert.Equal("server:the room is full\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();
        Advance(ConnectionActor.LingerQuiet);
        _deaths.ExpectTerminated(_connection);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_refusal_that_is_not_read_does_not_hold_the_connection()
    {
        StartRefused(Rejection.RoomFull, ("limits.flush-timeout", "3s"));
        ExpectWrite();

        Advance(3 * Second);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Who_falls_behind_tells_the_room_before_it_confirms()
    {
        Start();
        JoinRoom();
        Deliver(Limits.HighWatermark + 1, confirm: true);

        _room.ExpectMsg<Congested>();
        _room.ExpectMsg<DeliveryAck>();
    }

    [Fact]
    public void Who_keeps_up_confirms_and_says_nothing_else()
    {
        Start();
        JoinRoom();

        Deliver(100, confirm: false);
        Deliver(100, confirm: true);

        _room.ExpectMsg<DeliveryAck>();
        ExpectNothingFrom(_connection, _room);
    }

    [Fact]
    public void Who_has_caught_up_tells_the_room()
    {
        Start();
        JoinRoom();
        Deliver(Limits.HighWatermark, confirm: false);
        Deliver(1000, confirm: false);
        _room.ExpectMsg<Congested>();

        Sent();

        _room.ExpectMsg<CongestionCleared>();
    }

    [Fact]
    public void Who_stays_behind_for_too_long_is_dropped()
    {
        Start(("limits.slow-consumer-grace", "10s"));
        JoinRoom();
        Deliver(Limits.HighWatermark + 1, confirm: false);
        _room.ExpectMsg<Congested>();

        Advance(10 * Second);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Who_catches_up_in_time_is_not_dropped()
    {
        Start(("limits.slow-consumer-grace", "10s"));
        JoinRoom();
        Deliver(Limits.HighWatermark + 1, confirm: false);
        _room.ExpectMsg<Congested>();
        Advance(9 * Second);
        Sent();
        _room.ExpectMsg<CongestionCleared>();

        Advance(10 * Second);

        ExpectWrite();
        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void Who_is_owed_more_than_allowed_is_dropped_at_once()
    {
        Start();
        JoinRoom();

        Deliver(Limits.MaxPending + 1, confirm: false);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Who_is_answered_without_reading_is_not_read_from_either()
    {
        Start(("message.max-length", "1"));
        JoinRoom();
        FillWithNotices();
        ExpectNothingFrom(_connection, _socket);

        DrainOutbox();

        ExpectReading();
    }

    [Fact]
    public void A_completed_write_restarts_the_flush_timeout()
    {
        Start(("limits.flush-timeout", "10s"), ("limits.slow-consumer-grace", "1h"));
        JoinRoom();
        Deliver(100, confirm: false);
        Deliver(SendQueue.TargetBytesPerWrite, confirm: false);
        Deliver(100, confirm: false);
        Tell(Left.Instance);
        ExpectWrite();
        for (var i = 0; i < 2; i++)
        {
            ExpectNothingFrom(_connection, _socket);
            Advance(9 * Second);
            Sent();
            ExpectWrite();
        }

        Advance(10 * Second);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_flushing_client_is_reset_after_the_flush_timeout_and_not_after_the_slow_consumer_grace()
    {
        Start(("limits.flush-timeout", "10s"), ("limits.slow-consumer-grace", "5s"));
        JoinRoom();
        Deliver(Limits.HighWatermark + 1, confirm: false);
        ExpectWrite();
        Tell(Left.Instance);
        ExpectNothingFrom(_connection, _socket);

        Advance(9 * Second);
        ExpectNothingFrom(_connection, _deaths);
        Advance(Second);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_congested_member_that_is_dismissed_and_reads_a_little_is_dropped_in_the_end()
    {
        Start(("limits.flush-timeout", "10s"), ("limits.slow-consumer-grace", "1h"));
        JoinRoom();
        for (var pending = 0; pending <= Limits.HighWatermark; pending += SendQueue.TargetBytesPerWrite)
            Deliver(SendQueue.TargetBytesPerWrite, confirm: false);
        _room.ExpectMsg<Congested>();
        ExpectWrite();
        Tell(Left.Instance);
        for (var i = 0; i < 3; i++)
        {
            Sent();
            ExpectWrite();
        }

        _room.ExpectMsg<CongestionCleared>();
        ExpectNothingFrom(_connection, _socket);
        Advance(10 * Second);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Lines_are_said_as_fast_as_the_rate_allows_and_none_is_lost()
    {
        Start(("limits.rate.lines-per-second", "2"));
        JoinRoom();
        Receive("1\n2\n3\n4\n5");

        Assert.Equal("1\n2\n", ExpectSaid());
        Tell(Accepted.Instance);
        ExpectNothingFrom(_connection, _room);
        Advance(Second / 2);
        Assert.Equal("3\n", ExpectSaid());
        Tell(Accepted.Instance);
        ExpectNothingFrom(_connection, _socket);
        Advance(Second / 2);
        Assert.Equal("4\n", ExpectSaid());
        Tell(Accepted.Instance);

        ExpectNothingFrom(_connection, _socket);
        Advance(Second / 2);
        ExpectReading();
    }

    [Fact]
    public void Bytes_are_taken_as_fast_as_the_rate_allows()
    {
        Start(("limits.rate.bytes-per-second", "10"));
        JoinRoom();
        Receive("12345678901234\nnext\n");

        Assert.Equal("12345678901234\n", ExpectSaid());
        Tell(Accepted.Instance);
        ExpectNothingFrom(_connection, _room);
        Advance(Second);

        Assert.Equal("next\n", ExpectSaid());
    }

    private static SendQueueLimits Limits => TestSettings.Default.Connection.SendQueue;

    private void Start(params (string Key, string Value)[] settings)
    {
        StartRefused(null, settings);
        ExpectReading();
    }

    private void StartRefused(Rejection? refusal, params (string Key, string Value)[] settings) =>
        StartConnection(TestSettings.Load(settings).Settings.Connection, refusal);

    private void Deliver(int length, bool confirm) =>
        Tell(new Deliver(new Batch(new byte[length]), confirm));

    /// <summary>A notice for each message that is too long: more than the high mark together.</summary>
    private void FillWithNotices()
    {
        var cost = new Batch("server:message longer than 1 bytes was not sent\n".Bytes()).Cost;
        Receive(string.Concat(Enumerable.Repeat("xx\n", (Limits.HighWatermark / cost) + 1)));
        _room.ExpectMsg<Congested>();
        ExpectWrite();
    }

    /// <summary>Acknowledges writes until the room hears that the client has caught up.</summary>
    private void DrainOutbox()
    {
        while (!_room.HasMessages)
        {
            Sent();
            _socket.ExpectMsg<Tcp.Write>();
            ExpectNothingFrom(_connection, _deaths);
        }

        _room.ExpectMsg<CongestionCleared>();
    }
}
