using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>
/// EOF of a member: FIN, after which its last message counts, or a reset of which a write has already returned the error,
/// after which it does not.
/// </summary>
public sealed class ConnectionEndTests : ConnectionActorTest
{
    public ConnectionEndTests() =>
        StartAndJoin(("limits.flush-timeout", "3s"), ("limits.slow-consumer-grace", "1h"), ("limits.idle-timeout", "2s"));

    public static TheoryData<string> Failures => ["error", "command failed", "stopped"];

    [Fact]
    public void A_WebSocket_is_sent_the_first_reason_in_front_of_the_close_and_other_sockets_are_not()
    {
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();

        _manager.ExpectMsg<HandshakeMessages.FirstLineRead>();
        StartConnection(Remote with { Door = Door.Ws }, null);
        ExpectReading();
        Tell(ConnectionMessages.Drain.Instance);

        Assert.Equal(new CloseWith(CloseReason.Shutdown), _socket.FishForMessage<CloseWith>(_ => true));
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_last_message_is_dropped_if_the_write_in_flight_at_EOF_fails(string failure)
    {
        SendHalfALine();
        var write = BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        ExpectNothingFrom(_connection, _room);

        Fail(failure, write);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_last_message_is_said_once_the_write_in_flight_at_EOF_succeeds()
    {
        SendHalfALine();
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        ExpectNothingFrom(_connection, _room);

        Sent();

        Assert.Equal("last\n", ExpectSaid());
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
        EchoAndClose();
        ExpectEnd(CloseReason.ClientClosed, "alice", wasMember: true);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_write_that_fails_after_the_last_message_was_said_ends_the_connection(string failure)
    {
        SendHalfALine();
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        Sent();
        ExpectSaid();

        Fail(failure, BeginWrite());

        ExpectEnd(CloseReason.ClientClosed, "alice", wasMember: true);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void Writes_that_complete_while_the_last_message_waits_for_its_place_change_nothing()
    {
        SendHalfALine();
        Tell(Tcp.PeerClosed.Instance);
        Assert.Equal("last\n", ExpectSaid());

        for (var i = 0; i < 3; i++)
        {
            BeginWrite();
            Sent();
        }

        ExpectNothingFrom(_connection, _room);
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_member_without_a_last_message_leaves_once_the_write_in_flight_succeeds()
    {
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        ExpectNothingFrom(_connection, _room);

        Sent();

        _room.ExpectMsg<Leave>();
        EchoAndClose();
    }

    [Fact]
    public void A_busy_room_does_not_delay_the_last_message_beyond_one_write()
    {
        SendHalfALine();
        BeginWrite();
        Deliver("bob:queued\n");
        Tell(Tcp.PeerClosed.Instance);
        Deliver("bob:more\n");

        Sent();

        Assert.Equal("last\n", ExpectSaid());
        Assert.Equal("bob:queued\nbob:more\n", ExpectWrite());
    }

    [Fact]
    public void A_member_with_a_full_send_queue_says_its_last_message_and_receives_everything()
    {
        SendHalfALine();
        var writes = 0;
        for (var pending = 0; pending <= Limits.HighWatermark; pending += Limits.TargetBytesPerWrite)
        {
            Tell(new Deliver(new Batch(new byte[Limits.TargetBytesPerWrite])));
            writes++;
        }

        _room.ExpectMsg<Congested>();
        Tell(Tcp.PeerClosed.Instance);
        ExpectNothingFrom(_connection, _room);

        ExpectWrite();
        Sent();

        Assert.Equal("last\n", ExpectSaid());
        for (var i = 1; i < writes; i++)
        {
            ExpectWrite();
            Sent();
        }

        _room.ExpectMsg<CongestionCleared>();
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
        EchoAndClose();
    }

    [Fact]
    public void A_client_that_takes_nothing_after_its_FIN_is_reset_after_the_flush_timeout_and_its_last_message_dropped()
    {
        SendHalfALine();
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        ExpectNothingFrom(_connection, _room);

        Advance(TimeSpan.FromSeconds(3));

        ExpectEnd(CloseReason.SlowConsumer, "alice", wasMember: true, duration: TimeSpan.FromSeconds(3));
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void The_flush_timeout_does_not_run_while_the_last_message_waits_for_its_place()
    {
        SendHalfALine();
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);
        Sent();
        ExpectSaid();

        Advance(TimeSpan.FromMinutes(1));

        ExpectNothingFrom(_connection, _room);
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_member_that_is_expelled_while_a_write_decides_about_EOF_is_flushed_and_closed()
    {
        SendHalfALine();
        BeginWrite();
        Tell(Tcp.PeerClosed.Instance);

        Tell(Left.Instance);

        ExpectNothingFrom(_connection, _socket);
        Sent();
        ExpectClosedAfterFin(CloseReason.RoomRestarted, "alice", wasMember: true);
    }

    [Fact]
    public void A_member_that_is_expelled_while_its_last_message_waits_has_closed_the_connection()
    {
        SendHalfALine();
        Tell(Tcp.PeerClosed.Instance);
        ExpectSaid();

        Tell(Left.Instance);

        ExpectClosedAfterFin(CloseReason.ClientClosed, "alice", wasMember: true);
    }

    private void SendHalfALine()
    {
        Receive("last");
        ExpectReading();
    }

    private Tcp.Write BeginWrite()
    {
        Deliver("bob:hi\n");
        return _socket.ExpectMsg<Tcp.Write>();
    }

    private void Fail(string failure, Tcp.Write write)
    {
        switch (failure)
        {
            case "error": Tell(new Tcp.ErrorClosed("Connection reset by peer")); break;
            case "command failed": Tell(write.FailureMessage); break;
            default: Sys.Stop(_socket); break;
        }
    }

    private void EchoAndClose()
    {
        Deliver("alice:last\n");
        Tell(Left.Instance);
        Assert.Equal("alice:last\n", ExpectWrite());
        ExpectNothingFrom(_connection, _socket);
        Sent();
        _socket.ExpectMsg<Tcp.Close>();
        Tell(Tcp.Closed.Instance);
    }
}
