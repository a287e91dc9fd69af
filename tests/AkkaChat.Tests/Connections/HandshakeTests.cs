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
        ReadOnlySpan<byte> input = " alice \r\nhello\n".Bytes();

        Assert.True(_handshake.TryRead(ref input, out var username, out var rejection));

        Assert.Equal("alice", username?.Value);
        Assert.Null(rejection);
        Assert.Equal("hello\n", input.Text());
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
        ReadOnlySpan<byte> input = line.Bytes();

        Assert.True(new Handshake(new UsernameRules(8, "server789")).TryRead(ref input, out _, out var rejection));

        Assert.Equal(text, rejection?.Text);
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

        Assert.Equal(text, _handshake.ReadEnd()?.Text);
    }

    private bool TryRead(string text, out Username? username, out Rejection? rejection)
    {
        ReadOnlySpan<byte> input = text.Bytes();
        return _handshake.TryRead(ref input, out username, out rejection);
    }
}
