using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The ConnectionActor between its two neighbours: Akka.IO's actor of the socket, and the room.</summary>
public sealed class ConnectionActorTests : ConnectionActorTest
{
    public ConnectionActorTests()
    {
        StartConnection(TestSettings.Default.Connection);
        ExpectReading();
    }

    [Fact]
    public void Joins_with_the_first_line()
    {
        Receive("alice\n");

        Assert.Equal("alice", _room.ExpectMsg<Join>().Username.Value);
    }

    [Fact]
    public void The_first_line_may_come_in_pieces()
    {
        Receive("al");
        ExpectReading();
        Receive("ice");
        ExpectReading();
        Receive("\r\n");

        Assert.Equal("alice", _room.ExpectMsg<Join>().Username.Value);
    }

    [Fact]
    public void Reads_on_once_the_room_has_let_it_in_and_not_before()
    {
        Receive("alice\n");
        _room.ExpectMsg<Join>();
        ExpectNothingFrom(_connection, _socket);

        Tell(Joined.Instance);

        ExpectReading();
    }

    [Theory]
    [InlineData("a:b\n", "username must not contain ':'")]
    [InlineData("\n", "username must not be empty")]
    [InlineData("  \r\n", "username must not be empty")]
    [InlineData("server\n", "username must not be 'server'")]
    [InlineData("\u00FF\n", "username must be valid UTF-8")]
    [InlineData("a\u0007b\n", "username must not contain control characters")]
    [InlineData("123456789012345678901234567890123\n", "username must not be longer than 32 characters")]
    public void A_bad_name_is_refused_with_one_line_and_FIN(string line, string reason)
    {
        Receive(line + "hello\n");

        Assert.Equal($"server:{reason}\n", ExpectWrite());
        ExpectNothingFrom(_connection, _socket);
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectNothingFrom(_connection, _room);
    }

    [Fact]
    public void A_first_line_without_end_is_refused()
    {
        Receive(new string(' ', 2000));

        Assert.Equal("server:username must not be longer than 32 characters\n", ExpectWrite());
    }

    [Fact]
    public void Lines_behind_the_name_are_said_after_joining()
    {
        Receive("alice\none\ntwo\nthr");
        _room.ExpectMsg<Join>();
        ExpectNothingFrom(_connection, _room);

        Tell(Joined.Instance);

        Assert.Equal("one\ntwo\n", ExpectSaid());
    }

    [Fact]
    public void Lines_are_said_as_they_are()
    {
        JoinRoom();

        Receive(" a: b \r\n\n:\n\t\u00C3\u00BC\n");

        Assert.Equal(" a: b \n\n:\n\t\u00C3\u00BC\n", ExpectSaid());
    }

    [Fact]
    public void Reads_on_when_the_room_has_accepted_and_not_before()
    {
        JoinRoom();
        Receive("one\n");
        ExpectSaid();
        ExpectNothingFrom(_connection, _socket);

        Tell(Accepted.Instance);

        ExpectReading();
    }

    [Fact]
    public void Reads_on_at_once_when_no_line_is_complete()
    {
        JoinRoom();

        Receive("hel");

        ExpectReading();
        Receive("lo\n");
        Assert.Equal("hello\n", ExpectSaid());
    }

    [Fact]
    public void A_message_that_is_too_long_is_not_said_and_its_author_is_told()
    {
        JoinRoom();
        var tooLong = new string('x', 70_000);

        Receive($"before\n{tooLong}\nafter\n");

        Assert.Equal("server:message longer than 65536 bytes was not sent\n", ExpectWrite());
        Assert.Equal("before\nafter\n", ExpectSaid());
    }

    [Fact]
    public void Writes_what_the_room_delivers()
    {
        JoinRoom();
        var batch = new Batch("bob:hi\n".Bytes());

        Tell(new Deliver(batch));

        Assert.Same(batch.Wire, _socket.ExpectMsg<Tcp.Write>().Data);
    }

    [Fact]
    public void Has_one_write_in_flight_and_then_writes_all_that_came_meanwhile()
    {
        JoinRoom();
        Deliver("bob:1\n");
        Assert.Equal("bob:1\n", ExpectWrite());
        Deliver("bob:2\n");
        Deliver("bob:3\n");
        ExpectNothingFrom(_connection, _socket);

        Sent();

        Assert.Equal("bob:2\nbob:3\n", ExpectWrite());
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
        _socket.ExpectMsg<Tcp.Close>();
        Tell(Tcp.Closed.Instance);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_last_line_without_LF_is_said_before_leaving()
    {
        JoinRoom();
        Receive("last");
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        Assert.Equal("last\n", ExpectSaid());
        ExpectNothingFrom(_connection, _room);
        Tell(Accepted.Instance);
        _room.ExpectMsg<Leave>();
    }

    [Fact]
    public void A_client_that_closes_before_naming_itself_is_closed_and_never_joins()
    {
        Tell(Tcp.PeerClosed.Instance);

        _socket.ExpectMsg<Tcp.Close>();
        ExpectNothingFrom(_connection, _room);
    }

    [Fact]
    public void A_name_without_LF_and_then_FIN_has_nothing_to_say()
    {
        Receive("alice");
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        _socket.ExpectMsg<Tcp.Close>();
        ExpectNothingFrom(_connection, _room);
    }

    [Fact]
    public void A_bad_name_without_LF_is_refused_all_the_same()
    {
        Receive("a:b");
        ExpectReading();

        Tell(Tcp.PeerClosed.Instance);

        Assert.Equal("server:username must not contain ':'\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.Close>();
    }

    [Fact]
    public void A_reset_ends_it_and_drops_what_is_incomplete()
    {
        JoinRoom();
        Receive("incompl");
        ExpectReading();

        Tell(new Tcp.ErrorClosed("Connection reset by peer"));

        _deaths.ExpectTerminated(_connection);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void It_ends_with_the_actor_of_its_socket()
    {
        Sys.Stop(_socket);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_write_that_fails_ends_it()
    {
        JoinRoom();
        Deliver("bob:1\n");
        var write = _socket.ExpectMsg<Tcp.Write>();

        Tell(write.FailureMessage);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void When_the_room_dismisses_it_it_flushes_and_sends_FIN()
    {
        JoinRoom();
        Deliver("bob:1\n");
        ExpectWrite();
        Deliver("bob:2\n");

        Tell(Left.Instance);

        ExpectNothingFrom(_connection, _socket);
        Sent();
        Assert.Equal("bob:2\n", ExpectWrite());
        Sent();
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void When_dismissed_while_it_waits_for_an_answer_it_closes_too()
    {
        JoinRoom();
        Receive("too late\n");
        ExpectSaid();

        Tell(Left.Instance);

        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void When_not_let_in_it_closes()
    {
        Receive("alice\n");
        _room.ExpectMsg<Join>();

        Tell(Left.Instance);

        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void After_its_FIN_it_reads_and_forgets_until_the_client_closes()
    {
        JoinRoom();
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();

        Receive("still talking\n");
        ExpectReading();
        Tell(Tcp.ConfirmedClosed.Instance);

        _deaths.ExpectTerminated(_connection);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void After_its_FIN_it_ends_when_the_client_is_quiet()
    {
        JoinRoom();
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();

        Advance(ConnectionActor.LingerQuiet);

        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void After_its_FIN_it_ends_even_if_the_client_never_stops_sending()
    {
        JoinRoom();
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.ConfirmedClose>();
        ExpectReading();

        var step = ConnectionActor.LingerQuiet / 2;
        for (var time = step; time < ConnectionActor.LingerLimit; time += step)
        {
            Receive("blah\n");
            ExpectReading();
            Advance(step);
        }

        Advance(step);
        _deaths.ExpectTerminated(_connection);
    }

    [Fact]
    public void A_message_that_is_too_long_right_behind_the_name_is_reported_and_the_session_goes_on()
    {
        Receive("alice\n" + new string('x', 70_000));
        _room.ExpectMsg<Join>();
        Assert.Equal("server:message longer than 65536 bytes was not sent\n", ExpectWrite());
        Sent();
        Tell(Joined.Instance);
        ExpectReading();

        Deliver("bob:1\n");

        Assert.Equal("bob:1\n", ExpectWrite());
    }

    [Fact]
    public void At_the_shutdown_a_client_without_a_name_is_closed()
    {
        Tell(ConnectionActor.Drain.Instance);

        _socket.ExpectMsg<Tcp.ConfirmedClose>();
    }

    [Fact]
    public void At_the_shutdown_a_member_waits_for_the_room()
    {
        JoinRoom();

        Tell(ConnectionActor.Drain.Instance);

        ExpectNothingFrom(_connection, _socket);
        Deliver("bob:last words\n");
        Assert.Equal("bob:last words\n", ExpectWrite());
    }

    [Fact]
    public void A_connection_ends_alone_if_it_fails()
    {
        JoinRoom();

        EventFilter.Exception<NullReferenceException>().ExpectOne(() => Tell(new Deliver(null!)));
    }

    private void Deliver(string lines) => Tell(new Deliver(new Batch(lines.Bytes())));
}
