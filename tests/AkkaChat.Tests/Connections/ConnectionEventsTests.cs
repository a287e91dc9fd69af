using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>The events of a connection: that the client connected, that it joined, and that it ended, once each.</summary>
public sealed class ConnectionEventsTests : ConnectionActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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
        Tell(ConnectionMessages.Drain.Instance);
        Tell(Left.Instance);
        _socket.ExpectMsg<Tcp.Close>();
        Tell(new Tcp.ErrorClosed("Connection reset by peer"));

        ExpectEnd(CloseReason.ClientClosed, "alice", wasMember: true);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    public void A_client_of_another_protocol_is_no_chat_client(string start)
    {
        Start();
        Receive(start);

        Tell(Tcp.Closed.Instance);

        ExpectEnd(CloseReason.NotAChatClient);
    }

    [Fact]
    public void A_client_whose_name_is_refused_is_published_with_it()
    {
        Answer = new HandshakeMessages.FirstLineRefused(Rejection.NameBanned(""), "alice");
        Start();
        Receive("alice\n");
        ExpectWrite();

        Tell(Tcp.Closed.Instance);

        ExpectEnd(CloseReason.Banned, "alice");
    }

    [Fact]
    public void A_client_that_is_not_admitted_publishes_its_end_only()
    {
        StartConnection(Rejection.AddressFull);

        Tell(Tcp.Closed.Instance);

        var ended = _events.ExpectMsg<ChatEvents.ConnectionEnded>();
        Assert.Equal(new ChatEvents.ConnectionEnded(Remote, "", false, CloseReason.AddressFull, 0, 0, TimeSpan.Zero), ended);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_duration_of_a_session_is_not_the_wall_clocks(int hours)
    {
        StartAndJoin(("limits.idle-timeout", "5s"));
        Scheduler.SetWallClock(TimeSpan.FromHours(hours));
        Advance(5 * Second);

        Tell(Tcp.Closed.Instance);

        ExpectEnd(CloseReason.Idle, "alice", wasMember: true, 5 * Second);
    }

    [Fact]
    public void A_connection_that_ends_without_a_reason_is_an_internal_error()
    {
        StartAndJoin();

        Sys.Stop(_connection);

        ExpectEnd(CloseReason.InternalError, "alice", wasMember: true);
    }
}
