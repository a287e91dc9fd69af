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
