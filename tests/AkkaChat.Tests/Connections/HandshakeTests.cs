using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

public sealed class HandshakeTests
{
    private readonly Handshake _handshake = new(new UsernameRules(8, "server"));

    [Fact]
    public void The_username_is_the_first_line_and_the_rest_is_left_over()
    {
        Assert.True(TryRead(" alice \r\nhello\n", out var username, out var rejection));

        Assert.Equal("alice", username?.Value);
        Assert.Null(rejection);
        Assert.Equal("hello\n", _handshake.Rest.Text());
    }

    [Fact]
    public void The_first_line_may_come_in_pieces()
    {
        Assert.False(TryRead("al", out _, out _));
        Assert.False(TryRead("ice\r", out _, out _));
        Assert.True(TryRead("\n", out var username, out _));
        Assert.Equal("alice", username?.Value);
    }

    [Theory]
    [InlineData("a:b\n", "username must not contain ':'")]
    [InlineData("\n", "username must not be empty")]
    [InlineData("  \r\n", "username must not be empty")]
    [InlineData("Server\n", "username must not be 'server'")]
    [InlineData("\u00FF\n", "username must be valid UTF-8")]
    [InlineData("a\u0007b\n", "username must not contain control characters")]
    [InlineData("123456789\n", "username must not be longer than 8 characters")]
    [InlineData("ann\u00E2\u0080\u008B\n", "username must not contain the invisible character U+200B")]
    [InlineData("\r\nx", "username must not be empty")]
    [InlineData("\0", "username must not contain control characters")]
    [InlineData("ann\rhello\r", "username must not contain control characters")]
    public void An_invalid_username_is_rejected(string line, string text)
    {
        Assert.True(TryRead(line, out var username, out var rejection));

        Assert.Null(username);
        Assert.Equal(new Rejection(CloseReason.InvalidUsername, text), rejection);
    }

    [Theory]
    [InlineData("GET /", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("SSH-2.0-x\r\n", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("\tGET /\n", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("GE\u00EF\u00B8\u008FT /x\n", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("PROXY TCP4", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("\u0016\u0003\u0001", "")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n", "")]
    public void A_client_of_another_protocol_is_rejected_with_a_line_if_that_is_text(string start, string text)
    {
        Assert.True(TryRead(start, out var username, out var rejection));

        Assert.Null(username);
        Assert.Equal(new Rejection(CloseReason.NotAChatClient, text), rejection);
    }

    /// <summary>The table of docs/protocol.md: each line breaks all rules from one on, as far as a line can.</summary>
    [Theory]
    [InlineData("GET / \0\u00FF:\n", "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("\u00FF:\u00E2\u0080\u008B123456789\t0\n", "username must not contain control characters")]
    [InlineData("\u00FF:\u00E2\u0080\u008B123456789\n", "username must be valid UTF-8")]
    [InlineData(":\u00E2\u0080\u008B123456789\n", "username must not contain ':'")]
    [InlineData("123456789\u00E2\u0080\u008B\n", "username must not contain the invisible character U+200B")]
    [InlineData("SERVER789\n", "username must not be longer than 8 characters")]
    public void Only_the_first_reason_is_given(string line, string text)
    {
        var handshake = new Handshake(new UsernameRules(8, "server789"));

        Assert.True(handshake.TryRead(line.Bytes()));

        Assert.Equal(text, handshake.Rejection?.Text);
    }

    [Fact]
    public void The_first_reason_that_is_certain_is_given()
    {
        var spaces = new string(' ', 1056);

        Assert.True(TryRead($"a\t{spaces}b", out _, out var rejection));

        Assert.Equal("username must not be longer than 8 characters", rejection?.Text);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_username()
    {
        Assert.False(TryRead("\u00EF\u00BB", out _, out _));
        Assert.True(TryRead("\u00BFalice\n", out var username, out _));
        Assert.Equal("alice", username?.Value);
    }

    [Fact]
    public void A_first_line_that_is_too_long_is_rejected_before_it_ends()
    {
        Assert.True(TryRead(new string(' ', 2000), out _, out var rejection));

        Assert.Equal(new Rejection(CloseReason.InvalidUsername, "username must not be longer than 8 characters"), rejection);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("alice", null)]
    [InlineData("a:b", "username must not contain ':'")]
    [InlineData("GET", null)]
    [InlineData("\u00EF\u00BB\u00BF", null)]
    [InlineData("\u00EF\u00BB", "username must be valid UTF-8")]
    [InlineData("\r\n", "username must not be empty")]
    [InlineData("\u0016", "username must not contain control characters")]
    public void At_EOF_only_a_partial_line_that_is_invalid_is_rejected(string start, string? text)
    {
        TryRead(start, out _, out _);

        Assert.Equal(start.Length > 0 && start != "\u00EF\u00BB\u00BF", _handshake.ReadEnd());

        Assert.Equal(text, _handshake.Rejection?.Text);
        Assert.Null(_handshake.Username);
    }

    [Theory]
    [InlineData("ann:pa:s s", "ann", true, null)]
    [InlineData(" ann\t:pa:s s\r", "ann", true, null)]
    [InlineData("\u00EF\u00BB\u00BFann:pa:s s", "ann", true, null)]
    [InlineData("SERVER:pa:s s", null, true, "username must not be 'server'")]
    [InlineData(":pa:s s", null, true, "username must not be empty")]
    [InlineData("123456789:pa:s s", null, true, "username must not be longer than 8 characters")]
    [InlineData("\u00FF:pa:s s", null, true, "username must be valid UTF-8")]
    [InlineData("GE\u00EF\u00B8\u008FT /x:pa:s s", null, true, "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("ann:pa:s", null, false, "wrong password, send username:password")]
    [InlineData("ann:pa:s  s", null, false, "wrong password, send username:password")]
    [InlineData("ann:Pa:s s", null, false, "wrong password, send username:password")]
    [InlineData("ann: pa:s s", null, false, "wrong password, send username:password")]
    [InlineData("ann:pa:s s ", null, false, "wrong password, send username:password")]
    [InlineData("ann:", null, false, "wrong password, send username:password")]
    [InlineData("ann", null, false, "wrong password, send username:password")]
    [InlineData("", null, false, "wrong password, send username:password")]
    // That would be the password, if the line was split at another colon, or had none.
    [InlineData("pa:s s", null, false, "wrong password, send username:password")]
    [InlineData("server:wrong", null, false, "wrong password, send username:password")]
    [InlineData("\u00FF:wrong", null, false, "wrong password, send username:password")]
    [InlineData("ann:pa:s s\r\r", null, false, "wrong password, send username:password")]
    [InlineData("GET /:pa:s s", null, null, "this port speaks the chat protocol only: the first line is a username")]
    [InlineData("a\tb:pa:s s", null, null, "username must not contain control characters")]
    public void With_a_password_that_is_checked_before_the_name(string line, string? username, bool? isRight, string? text)
    {
        var handshake = new Handshake(new UsernameRules(8, "server"), new RoomPassword("pa:s s"));

        Assert.True(handshake.TryRead($"{line}\nhello".Bytes()));

        Assert.Equal(
            (username, isRight, text), (handshake.Username?.Value, handshake.IsPasswordRight, handshake.Rejection?.Text));
    }

    [Theory]
    [InlineData("ann:secret", true, null)]
    [InlineData("ann:secret\r", true, null)]
    [InlineData("ann:secre", false, "wrong password, send username:password")]
    [InlineData("secret", false, "wrong password, send username:password")]
    public void At_EOF_the_password_is_checked_too_and_the_client_does_not_join(string line, bool isRight, string? text)
    {
        var handshake = new Handshake(new UsernameRules(8, "server"), new RoomPassword("secret"));
        Assert.False(handshake.TryRead(line.Bytes()));

        Assert.True(handshake.ReadEnd());

        Assert.Equal((isRight, text), (handshake.IsPasswordRight, handshake.Rejection?.Text));
        Assert.Null(handshake.Username);
    }

    private bool TryRead(string text, out Username? username, out Rejection? rejection)
    {
        var isCertain = _handshake.TryRead(text.Bytes());
        (username, rejection) = (_handshake.Username, _handshake.Rejection);
        return isCertain;
    }
}
