using Akka.Event;
using Akka.TestKit;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Connections.ConnectionMessages;
using static AkkaChat.Server.Connections.HandshakeMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>A member that is muted or expelled by an operator.</summary>
public sealed class ConnectionMuteTests : ConnectionActorTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Messages_of_a_muted_member_are_dropped_it_is_told_once_and_receives_those_of_others()
    {
        StartAndJoin();
        Tell(new SetMute(new Mute(Minute, "spam")));

        Receive("one\ntwo\n");
        Assert.Equal("server:your messages are not sent for 60 seconds: spam\n", ExpectWrite());
        Sent();
        ExpectReading();
        Receive("three\n");
        ExpectReading();
        Deliver("bob:hello\n");
        Assert.Equal("bob:hello\n", ExpectWrite());
        Assert.False(_room.HasMessages);

        Advance(Minute);
        Receive("four\n");
        Assert.Equal("four\n", ((Say)_room.FishForMessage(message => message is Say)).Lines.Bytes.Span.Text());
    }

    [Fact]
    public void A_member_is_told_how_long_it_is_still_muted()
    {
        StartAndJoin();
        Tell(new SetMute(new Mute(Minute, "")));
        Deliver("bob:hello\n");
        ExpectWrite();
        Sent();

        Advance(TimeSpan.FromSeconds(50));
        Receive("late\n");

        Assert.Equal("server:your messages are not sent for 10 seconds\n", ExpectWrite());
    }

    [Fact]
    public void A_muted_member_that_sends_messages_is_not_idle()
    {
        StartAndJoin(("limits.idle-timeout", "60s"));
        Tell(new SetMute(new Mute(null, "")));
        Receive("one\n");
        ExpectWrite();
        Sent();
        ExpectReading();

        for (var i = 0; i < 3; i++)
        {
            Advance(Minute - TimeSpan.FromSeconds(1));
            Receive("more\n");
            ExpectReading();
        }

        Advance(Minute);
        Assert.StartsWith("server:no message was sent", ExpectWrite(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mute_that_is_lifted_ends_at_once_and_the_next_one_is_told_again()
    {
        StartAndJoin();
        foreach (var text in new[] { "your messages are not sent", "your messages are not sent: again" })
        {
            Tell(new SetMute(new Mute(null, text.Contains("again", StringComparison.Ordinal) ? "again" : "")));
            Receive("dropped\n");
            Assert.Equal($"server:{text}\n", ExpectWrite());
            Sent();
            ExpectReading();
        }

        Tell(new SetMute(null));
        Receive("said\n");
        Assert.Equal("said\n", _room.ExpectMsg<Say>().Lines.Bytes.Span.Text());
    }

    [Fact]
    public void A_client_that_is_muted_when_it_joins_is_told_with_its_first_message()
    {
        Answer = new FirstLineAccepted(new Mute(null, ""));
        Start();

        Receive("alice\nhello\n");
        _room.ExpectMsg<Join>();
        Tell(Joined.Instance);
        ExpectReading();

        Assert.Equal("server:your messages are not sent\n", ExpectWrite());
        Assert.False(_room.HasMessages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mute_that_begins_or_ends_while_the_client_joins_counts(bool begins)
    {
        Answer = new FirstLineAccepted(begins ? null : new Mute(Minute / 2, ""));
        Start();
        Receive("alice\nhello\n");
        _room.ExpectMsg<Join>();

        if (begins)
            Tell(new SetMute(new Mute(null, "")));
        else
            Advance(Minute / 2);
        Tell(Joined.Instance);

        if (begins)
        {
            ExpectReading();
            Assert.Equal("server:your messages are not sent\n", ExpectWrite());
        }
        else
        {
            Assert.Equal("hello\n", _room.ExpectMsg<Say>().Lines.Bytes.Span.Text());
        }

        Assert.False(_room.HasMessages);
    }

    [Theory]
    [InlineData("unnamed")]
    [InlineData("joining")]
    [InlineData("chatting")]
    public void A_client_that_is_expelled_receives_the_text_and_FIN_and_a_member_all_that_was_accepted(string state)
    {
        Start();
        if (state != "unnamed")
        {
            Receive("alice\n");
            _room.ExpectMsg<Join>();
        }

        if (state == "chatting")
        {
            Tell(Joined.Instance);
            ExpectReading();
        }

        Tell(new Expel(Rejection.Kicked("be nice")));

        Assert.Equal("server:an operator has disconnected you: be nice\n", ExpectWrite());
        if (state != "unnamed")
        {
            _room.ExpectMsg<Leave>();
            Deliver("bob:last\n");
            Tell(Left.Instance);
            Assert.Equal("bob:last\n", ExpectNextWrite());
        }

        Sent();
        ExpectClosed(CloseReason.Kicked, state == "unnamed" ? "" : "alice", wasMember: state == "chatting");
    }

    [Fact]
    public void A_kick_that_meets_a_pending_message_leaves_no_answer_unhandled()
    {
        var unhandled = SubscribeToUnhandled();
        StartAndJoin();
        Receive("hello\n");
        ExpectSaid();

        Tell(new Expel(Rejection.Kicked("")));
        _room.ExpectMsg<Leave>();
        Tell(Accepted.Instance);
        Tell(Left.Instance);

        ExpectKicked(wasMember: true);
        Assert.False(unhandled.HasMessages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kick_that_meets_a_pending_join_leaves_no_answer_unhandled(bool hasJoined)
    {
        var unhandled = SubscribeToUnhandled();
        Start();
        Receive("alice\n");
        _room.ExpectMsg<Join>();

        Tell(new Expel(Rejection.Kicked("")));
        _room.ExpectMsg<Leave>();
        Tell(hasJoined ? Joined.Instance : NameTaken.Instance);
        Tell(Left.Instance);

        ExpectKicked(wasMember: false);
        Assert.False(unhandled.HasMessages);
    }

    [Fact]
    public void An_expulsion_that_meets_the_check_of_the_first_line_leaves_no_answer_unhandled()
    {
        var unhandled = SubscribeToUnhandled();
        StartConnection(null, ("password", "secret"));
        ExpectReading();
        Receive("alice:secret\n");
        _manager.ExpectMsg<FirstLineRead>();

        Tell(new Expel(Rejection.Kicked("")));
        Tell(new FirstLineAccepted(null));
        Tell(new FirstLineRefused(Rejection.WrongPassword, ""));

        ExpectRefused("an operator has disconnected you", CloseReason.Kicked);
        Assert.False(unhandled.HasMessages);
    }

    private TestProbe SubscribeToUnhandled()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe, typeof(UnhandledMessage));
        return probe;
    }

    private void ExpectKicked(bool wasMember)
    {
        Assert.Equal("server:an operator has disconnected you\n", ExpectWrite());
        Sent();
        ExpectClosed(CloseReason.Kicked, "alice", wasMember);
    }
}
