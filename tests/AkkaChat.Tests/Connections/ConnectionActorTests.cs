using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The states of a connection, from the handshake to the end.</summary>
public sealed class ConnectionActorTests : ConnectionActorTest
{
    public ConnectionActorTests() => Start();

    [Fact]
    public void The_client_joins_with_its_first_line_and_is_read_from_again_once_it_has_joined()
    {
        Receive("ali");
        ExpectReading();
        Receive("ce\n");
        Assert.Equal("alice", _room.ExpectMsg<Join>().Username.Value);
        ExpectNothingFrom(_connection, _socket);

        Tell(Joined.Instance);

        ExpectReading();
    }

    [Theory]
    [InlineData("a:b\nhello\n", "must not contain ':'")]
    [InlineData("\n", "must not be empty")]
    [InlineData("  \r\n", "must not be empty")]
    [InlineData("Server\n", "must not be 'server'")]
    [InlineData("\u00FF\n", "must be valid UTF-8")]
    [InlineData("a\u0007b\n", "must not contain control characters")]
    [InlineData("a_name_of_33_characters__________\n", "must not be longer than 32 characters")]
    public void An_invalid_username_is_refused_with_one_line_and_FIN_and_not_published(string line, string text)
    {
        Receive(line);

        ExpectRefused($"username {text}", CloseReason.InvalidUsername);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_username_in_use_is_refused_and_published_when_it_is_not_free_within_a_second()
    {
        Receive("alice\n");
        for (var wait = JoinAttempts.FirstInterval; wait < TimeSpan.FromSeconds(1); wait *= 2)
        {
            _room.ExpectMsg<Join>(join => Assert.Equal("alice", join.Username.Value));
            Tell(NameTaken.Instance);
            ExpectNothingFrom(_connection, _room);
            ExpectNothingFrom(_connection, _socket);
            Advance(wait);
        }

        _room.ExpectMsg<Join>();
        Tell(NameTaken.Instance);

        ExpectRefused("username is in use", CloseReason.NameTaken, "alice", JoinAttempts.FirstInterval * 31);
    }

    [Fact]
    public void A_client_whose_join_is_not_answered_is_closed_in_time()
    {
        Receive("alice\n");
        _room.ExpectMsg<Join>();

        Advance(TestSettings.Default.Connection.HandshakeTimeout);

        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_username_that_becomes_free_in_time_is_joined_with()
    {
        Receive("alice\nhello\n");
        _room.ExpectMsg<Join>();
        Tell(NameTaken.Instance);
        ExpectNothingFrom(_connection, _socket);
        Advance(JoinAttempts.FirstInterval);
        _room.ExpectMsg<Join>();

        Tell(Joined.Instance);

        Assert.Equal("hello\n", ExpectSaid());
    }

    [Fact]
    public void Messages_in_one_read_with_the_username_are_said_after_joining()
    {
        Receive("alice\none\ntwo\nthr");
        _room.ExpectMsg<Join>();
        ExpectNothingFrom(_connection, _room);

        Tell(Joined.Instance);

        Assert.Equal("one\ntwo\n", ExpectSaid());
        ExpectNothingFrom(_connection, _socket);
        Tell(Accepted.Instance);
        ExpectReading();
    }

    [Fact]
    public void The_next_read_is_requested_when_the_room_has_accepted()
    {
        JoinRoom();
        Receive("one\n");
        ExpectSaid();
        ExpectNothingFrom(_connection, _socket);

        Tell(Accepted.Instance);

        ExpectReading();
    }

    [Fact]
    public void The_next_read_is_requested_at_once_while_no_message_is_complete()
    {
        JoinRoom();

        Receive("hel");

        ExpectReading();
        Receive("lo\n");
        Assert.Equal("hello\n", ExpectSaid());
    }

    [Fact]
    public void A_message_that_is_too_long_is_reported_while_the_client_is_joining()
    {
        Receive("alice\n" + new string('x', 70_000));
        _room.ExpectMsg<Join>();
        Assert.Equal("server:message longer than 65536 bytes was not sent\n", ExpectWrite());
        Sent();
        ExpectNothingFrom(_connection, _socket);

        Tell(Joined.Instance);

        ExpectReading();
        Deliver("bob:1\n");
        Assert.Equal("bob:1\n", ExpectWrite());
    }

    [Fact]
    public void A_delivered_batch_is_written_without_a_copy()
    {
        JoinRoom();
        var batch = new Batch("bob:hi\n".Bytes());

        Tell(new Deliver(batch));

        Assert.Same(batch.Wire, _socket.ExpectMsg<Tcp.Write>().Data);
    }

    [Fact]
    public void One_write_is_in_flight_and_the_next_takes_all_that_queued_up()
    {
        JoinRoom();
        Deliver("bob:1\n");
        Assert.Equal("bob:1\n", ExpectWrite());
        Deliver("bob:2\n");
        Deliver("bob:3\n");
        ExpectNothingFrom(_connection, _socket);

        Assert.Equal("bob:2\nbob:3\n", ExpectNextWrite());
        Sent();
        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void After_the_clients_FIN_it_leaves_flushes_and_closes()
    {
        JoinRoom();

        Tell(Tcp.PeerClosed.Instance);
        _room.ExpectMsg<Leave>();
        Deliver("alice:echo\n");
        Tell(Left.Instance);

        Assert.Equal("alice:echo\n", ExpectWrite());
        ExpectNothingFrom(_connection, _socket);
        Sent();
        ExpectClosedAfterFin(CloseReason.ClientClosed, "alice", wasMember: true);
    }

    [Fact]
    public void A_last_message_without_LF_is_said_before_leaving()
    {
        JoinRoom();
        Receive("last");
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        Assert.Equal("last\n", ExpectSaid());
        ExpectNothingFrom(_connection, _room);
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
        ExpectNothingFrom(_connection, _socket);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    public void A_client_that_closes_before_its_username_is_complete_never_joins(string start)
    {
        Receive(start);
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        ExpectClosedAfterFin(CloseReason.ClientClosed);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void An_invalid_username_without_LF_is_refused_after_the_FIN()
    {
        Receive("a:b");
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        Assert.Equal("server:username must not contain ':'\n", ExpectWrite());
        Sent();
        ExpectClosedAfterFin(CloseReason.InvalidUsername);
    }

    [Fact]
    public void The_connection_ends_with_its_socket_actor()
    {
        JoinRoom();

        Sys.Stop(_socket);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void A_failed_write_ends_the_connection()
    {
        JoinRoom();
        Deliver("bob:1\n");

        Tell(_socket.ExpectMsg<Tcp.Write>().FailureMessage);

        ExpectEnd(CloseReason.Reset, "alice", wasMember: true);
    }

    [Fact]
    public void An_expelled_member_is_flushed_and_sent_FIN()
    {
        JoinRoom();
        Deliver("bob:1\n");
        ExpectWrite();
        Deliver("bob:2\n");

        Tell(Left.Instance);

        ExpectNothingFrom(_connection, _socket);
        Assert.Equal("bob:2\n", ExpectNextWrite());
        Sent();
        ExpectClosed(CloseReason.RoomRestarted, "alice", wasMember: true);
    }

    [Fact]
    public void A_member_that_is_expelled_instead_of_an_answer_to_its_message_is_closed()
    {
        JoinRoom();
        Receive("too late\n");
        ExpectSaid();

        Tell(Left.Instance);

        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void A_client_that_is_expelled_while_joining_is_closed()
    {
        Receive("alice\n");
        _room.ExpectMsg<Join>();

        Tell(Left.Instance);

        ExpectClosed(CloseReason.RoomRestarted, "alice", wasMember: false);
    }

    [Fact]
    public void A_flushing_connection_is_not_read_from()
    {
        JoinRoom();
        Congest();
        Receive("more\n");
        Tell(Left.Instance);

        for (var i = 0; i < 3; i++)
            ExpectNextWrite();

        _room.FishForMessage(message => message is CongestionCleared);
        ExpectNothingFrom(_connection, _socket);
    }

    [Fact]
    public void After_its_FIN_it_reads_and_discards_until_the_client_closes()
    {
        Linger();

        Receive("still talking\n");
        ExpectReading();
        Tell(Tcp.ConfirmedClosed.Instance);

        _deaths.ExpectTerminated(_connection);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void After_its_FIN_it_ends_when_the_client_is_quiet()
    {
        Linger();

        Advance(ConnectionCloser.LingerQuiet);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void After_its_FIN_it_ends_even_if_the_client_never_stops_sending()
    {
        Linger();
        var step = ConnectionCloser.LingerQuiet / 2;
        for (var time = step; time < ConnectionCloser.LingerLimit; time += step)
        {
            Receive("blah\n");
            ExpectReading();
            Advance(step);
        }

        Advance(step);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void At_shutdown_a_client_without_a_username_is_closed()
    {
        Tell(ConnectionMessages.Drain.Instance);

        ExpectClosed(CloseReason.Shutdown, "", wasMember: false);
    }

    [Fact]
    public void At_shutdown_a_member_stays_until_the_room_expels_it()
    {
        JoinRoom();

        Tell(ConnectionMessages.Drain.Instance);

        ExpectNothingFrom(_connection, _socket);
        Deliver("bob:last words\n");
        Tell(Left.Instance);
        Assert.Equal("bob:last words\n", ExpectWrite());
        Sent();
        ExpectClosed(CloseReason.Shutdown, "alice", wasMember: true);
    }

    private void Linger()
    {
        JoinRoom();
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();
    }
}
