using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Connections.HandshakeMessages;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Tests.Connections;

/// <summary>A connection to a room with a password; the connection manager, its parent, is a probe.</summary>
public sealed class ConnectionPasswordTests : ConnectionActorTest
{
    private static readonly (string, string) Password = ("password", "se:cret");

    [Fact]
    public void A_client_with_the_password_joins_once_the_manager_has_accepted_it()
    {
        Start(Password);
        Receive("alice:se:cret\r\nhello\nhal");
        Assert.True(_manager.ExpectMsg<FirstLineRead>().IsPasswordRight);
        ExpectNothingFrom(_connection, _room);

        Tell(new FirstLineAccepted(null));

        Assert.Equal("alice", _room.ExpectMsg<Join>().Username.Value);
        Tell(Joined.Instance);
        Assert.Equal("hello\n", ExpectSaid());
    }

    [Theory]
    [InlineData("alice:secret\n")]
    [InlineData("alice\n")]
    [InlineData("se:cret\n")]
    [InlineData("server:x\n")]
    [InlineData("alice:x\t")]
    public void A_client_with_a_wrong_password_waits_unread_until_the_manager_refuses_it(string line)
    {
        Start(Password);
        Receive(line);
        Assert.False(_manager.ExpectMsg<FirstLineRead>().IsPasswordRight);
        Advance(TimeSpan.FromHours(1));
        ExpectNothingFrom(_connection, _socket);

        Tell(new FirstLineRefused(Rejection.WrongPassword, ""));

        ExpectRefused(
            "wrong password, send username:password", CloseReason.WrongPassword, duration: TimeSpan.FromHours(1));
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_right_password_is_refused_if_the_manager_says_so()
    {
        Start(Password);
        Receive("alice:se:cret\n");
        _manager.ExpectMsg<FirstLineRead>();

        Tell(new FirstLineRefused(Rejection.TooManyWrongPasswords, ""));

        ExpectRefused("too many wrong passwords, try again in a minute", CloseReason.WrongPassword);
    }

    [Fact]
    public void An_invalid_name_is_refused_after_the_password_is_accepted()
    {
        Start(Password);
        Receive("server:se:cret\n");
        Assert.True(_manager.ExpectMsg<FirstLineRead>().IsPasswordRight);
        ExpectNothingFrom(_connection, _socket);

        Tell(new FirstLineAccepted(null));

        ExpectRefused("username must not be 'server'", CloseReason.InvalidUsername);
    }

    [Theory]
    [InlineData("GET /", "this port speaks the chat protocol only: the first line is a username", CloseReason.NotAChatClient)]
    [InlineData("a\0", "username must not contain control characters", CloseReason.InvalidUsername)]
    public void A_line_that_is_certain_before_its_password_is_no_attempt(string line, string text, object reason)
    {
        Start(Password);

        Receive(line);

        ExpectRefused(text, (CloseReason)reason);
        Assert.False(_manager.HasMessages);
    }

    [Theory]
    [InlineData("alice:se:cret", true)]
    [InlineData("alice:se:cre", false)]
    public void A_password_before_EOF_is_an_attempt_and_the_client_does_not_join(string line, bool isRight)
    {
        Start(Password);
        Receive(line);
        ExpectReading();
        Tell(Tcp.PeerClosed.Instance);
        Assert.Equal(isRight, _manager.ExpectMsg<FirstLineRead>().IsPasswordRight);

        Tell(isRight ? (object)new FirstLineAccepted(null) : new FirstLineRefused(Rejection.WrongPassword, ""));

        if (!isRight)
        {
            Assert.Equal("server:wrong password, send username:password\n", ExpectWrite());
            Sent();
        }

        ExpectClosedAfterFin(isRight ? CloseReason.ClientClosed : CloseReason.WrongPassword);
        Assert.False(_room.HasMessages);
    }

    [Fact]
    public void A_shutdown_ends_the_wait()
    {
        Start(Password);
        Receive("alice:wrong\n");
        _manager.ExpectMsg<FirstLineRead>();

        Tell(ConnectionMessages.Drain.Instance);

        ExpectClosed(CloseReason.Shutdown, username: "", wasMember: false);
    }

    [Fact]
    public void Without_a_password_the_manager_is_not_asked_and_a_colon_is_refused()
    {
        Start();

        Receive("alice:se:cret\n");

        ExpectRefused("username must not contain ':'", CloseReason.InvalidUsername);
        Assert.False(_manager.HasMessages);
    }
}
