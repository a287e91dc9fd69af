using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>Timeouts, rate limit and slow consumers, in virtual time.</summary>
public sealed class ConnectionLimitTests : ConnectionActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly (string, string) Idle10s = ("limits.idle-timeout", "10s");

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_client_without_a_username_is_refused_after_the_handshake_timeout_however_slowly_it_sends(int bytes)
    {
        Start(("limits.handshake-timeout", "5s"));
        for (var i = 0; i < bytes; i++)
        {
            Advance(Second);
            Receive("a");
            ExpectReading();
        }

        Advance((5 - bytes) * Second);

        ExpectRefused("no username was sent within 5 seconds", CloseReason.HandshakeTimeout, duration: 5 * Second);
    }

    [Fact]
    public void The_handshake_timeout_does_not_apply_to_members()
    {
        Start(("limits.handshake-timeout", "5s"));
        JoinRoom();

        Advance(TimeSpan.FromDays(1));

        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void An_idle_member_leaves_and_is_closed()
    {
        StartAndJoin(Idle10s);

        Advance(10 * Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
        _room.ExpectMsg<Leave>();
        Deliver("bob:bye\n");
        Tell(Left.Instance);
        Assert.Equal("bob:bye\n", ExpectNextWrite());
        Sent();
        ExpectClosed(CloseReason.Idle, "alice", wasMember: true, 10 * Second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_message_restarts_the_idle_timeout_whatever_the_wall_clock_does(int hours)
    {
        StartAndJoin(Idle10s);
        Advance(9 * Second);
        Receive("hello\n");
        _room.ExpectMsg<Say>();
        Tell(Accepted.Instance);
        ExpectReading();
        Scheduler.SetWallClock(TimeSpan.FromHours(hours));

        Advance(Second);
        ExpectNothingFrom(_connection, _socket);
        Advance(8 * Second);
        ExpectNothingFrom(_connection, _socket);
        Advance(Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
    }

    [Fact]
    public void A_partial_message_does_not_restart_the_idle_timeout()
    {
        StartAndJoin(Idle10s);
        Advance(9 * Second);
        Receive("hel");
        ExpectReading();

        Advance(Second);

        Assert.Equal("server:no message was sent for 10 seconds\n", ExpectWrite());
    }

    [Fact]
    public void A_member_whose_message_waits_for_the_room_is_not_idle()
    {
        StartAndJoin(Idle10s);
        Receive("hello\n");
        _room.ExpectMsg<Say>();

        Advance(10 * Second);

        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void Congestion_that_began_before_the_room_admitted_the_client_is_reported_again()
    {
        Start(("message.max-length", "1"), ("limits.max-pending", "256 KiB"), ("limits.fair-share", "8 KiB"));
        Receive("alice\n" + string.Concat(Enumerable.Repeat("too long\n", 600)));
        _room.ExpectMsg<Join>();
        _room.ExpectMsg<Congested>();

        Tell(Joined.Instance);

        _room.ExpectMsg<Congested>();
    }

    [Fact]
    public void A_member_that_was_not_read_from_has_the_whole_idle_timeout_again()
    {
        StartAndJoin(Idle10s, ("message.max-length", "1"), ("limits.slow-consumer-grace", "1h"));
        FillWithServerLines();
        Advance(9 * Second);
        DrainSendQueue();
        ExpectReading();

        Advance(Second);
        ExpectNothingFrom(_connection, _room);
        Advance(9 * Second);

        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_client_that_is_not_admitted_is_sent_the_reason_and_closed()
    {
        StartConnection(Rejection.RoomFull);

        ExpectRefused("the room is full", CloseReason.RoomFull);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_rejected_client_that_does_not_read_is_reset_after_the_flush_timeout()
    {
        StartConnection(Rejection.RoomFull, ("limits.flush-timeout", "3s"));
        ExpectWrite();
        ExpectNothingFrom(_connection, _socket);

        Advance(3 * Second);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Congestion_is_reported_before_the_acknowledgement()
    {
        StartAndJoin();

        Deliver(Limits.HighWatermark + 1, ackRequested: true);

        _room.ExpectMsg<Congested>();
        _room.ExpectMsg<DeliveryAck>();
    }

    [Fact]
    public void A_batch_is_acknowledged_if_requested()
    {
        StartAndJoin();

        Deliver(100);
        Deliver(100, ackRequested: true);

        _room.ExpectMsg<DeliveryAck>();
        ExpectNothingFrom(_connection, _room);
    }

    [Fact]
    public void A_member_that_catches_up_reports_it()
    {
        StartAndJoin();
        Deliver(Limits.HighWatermark);
        Deliver(1000);
        _room.ExpectMsg<Congested>();

        Sent();

        _room.ExpectMsg<CongestionCleared>();
    }

    [Fact]
    public void A_member_that_stays_congested_is_disconnected_after_the_grace()
    {
        StartAndJoin(("limits.slow-consumer-grace", "10s"));
        Deliver(Limits.HighWatermark + 1);
        _room.ExpectMsg<Congested>();

        Advance(10 * Second);

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true, 10 * Second);
    }

    [Fact]
    public void A_member_that_catches_up_within_the_grace_stays()
    {
        StartAndJoin(("limits.slow-consumer-grace", "10s"));
        Deliver(Limits.HighWatermark + 1);
        _room.ExpectMsg<Congested>();
        Advance(9 * Second);
        Sent();
        _room.ExpectMsg<CongestionCleared>();

        Advance(10 * Second);

        ExpectWrite();
        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void A_client_with_more_pending_than_allowed_is_disconnected_at_once()
    {
        StartAndJoin();

        Deliver(Limits.MaxPending + 1);

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true);
    }

    [Fact]
    public void A_congested_client_is_not_read_from_until_it_catches_up()
    {
        StartAndJoin(("message.max-length", "1"));
        FillWithServerLines();
        ExpectNothingFrom(_connection, _socket);

        DrainSendQueue();

        ExpectReading();
    }

    [Fact]
    public void A_completed_write_restarts_the_flush_timeout()
    {
        StartAndJoin(("limits.flush-timeout", "10s"), ("limits.slow-consumer-grace", "1h"));
        Deliver(100);
        Deliver(Limits.TargetBytesPerWrite);
        Deliver(100);
        Tell(Left.Instance);
        ExpectWrite();
        for (var i = 0; i < 2; i++)
        {
            ExpectNothingFrom(_connection, _socket);
            Advance(9 * Second);
            ExpectNextWrite();
        }

        Advance(10 * Second);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_flushing_client_is_reset_after_the_flush_timeout_and_not_after_the_slow_consumer_grace()
    {
        StartAndJoin(("limits.flush-timeout", "10s"), ("limits.slow-consumer-grace", "5s"));
        Congest();
        Tell(Left.Instance);

        Advance(9 * Second);
        ExpectNothingFrom(_connection, _socket);
        for (var i = 0; i < 3; i++)
            ExpectNextWrite();

        Advance(9 * Second);
        ExpectNothingFrom(_connection, _socket);
        Advance(Second);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void Messages_are_said_as_fast_as_the_line_rate_allows_and_none_is_lost()
    {
        StartAndJoin(("limits.rate.lines-per-second", "2"));
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
    public void Messages_are_said_as_fast_as_the_byte_rate_allows()
    {
        StartAndJoin(("limits.rate.bytes-per-second", "10"));
        Receive("12345678901234\nnext\n");

        Assert.Equal("12345678901234\n", ExpectSaid());
        Tell(Accepted.Instance);
        ExpectNothingFrom(_connection, _room);
        Advance(Second);

        Assert.Equal("next\n", ExpectSaid());
    }

    /// <summary>Makes the server send one line for each message that is too long, until the client is congested.</summary>
    private void FillWithServerLines()
    {
        var cost = new Batch("server:message longer than 1 bytes was not sent\n".Bytes()).Cost;
        Receive(string.Concat(Enumerable.Repeat("xx\n", (Limits.HighWatermark / cost) + 1)));
        _room.ExpectMsg<Congested>();
        ExpectWrite();
    }

    /// <summary>Acknowledges writes until the client has caught up.</summary>
    private void DrainSendQueue()
    {
        for (var writes = 0; !_room.HasMessages; writes++)
        {
            Assert.InRange(writes, 0, 1000);
            ExpectNextWrite();
            ExpectNothingFrom(_connection, _deaths);
        }

        _room.ExpectMsg<CongestionCleared>();
    }
}
