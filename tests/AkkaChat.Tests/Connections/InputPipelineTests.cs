using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

public sealed class InputPipelineTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Gives_all_complete_messages_of_a_read()
    {
        var input = new InputPipeline(100, sanitize: true, rateLimit: null);

        Assert.Equal("one\ntwo\n", Read(input, "one\r\ntwo\nthr"));
        Assert.Equal("three\n", Read(input, "ee\n"));
        Assert.Null(Read(input, "four"));
    }

    [Fact]
    public void Makes_the_text_safe_if_it_is_to()
    {
        Assert.Equal("?[2J\n", Read(new InputPipeline(100, sanitize: true, rateLimit: null), "\u001B[2J\n"));
        Assert.Equal("\u001B[2J\u00FF\n", Read(new InputPipeline(100, sanitize: false, rateLimit: null), "\u001B[2J\u00FF\n"));
    }

    [Fact]
    public void The_last_message_is_made_safe_as_well()
    {
        var input = new InputPipeline(100, sanitize: true, rateLimit: null);
        Read(input, "\u001B[2J");

        Assert.Equal("?[2J\n", input.ReadLast()!.Bytes.Span.Text());
        Assert.Null(input.ReadLast());
    }

    [Fact]
    public void Counts_the_messages_that_are_too_long()
    {
        var input = new InputPipeline(3, sanitize: true, rateLimit: null);

        var lines = input.Read("1234\nabc\n12345\n1234".Bytes(), Start, out var tooLong);

        Assert.Equal("abc\n", lines!.Bytes.Span.Text());
        Assert.Equal(3, tooLong);
    }

    [Fact]
    public void Holds_back_what_the_rateLimit_does_not_allow_yet()
    {
        var input = new InputPipeline(100, sanitize: true, new TokenBucket(2, 0, Start));

        Assert.Equal("1\n2\n", Read(input, "1\n2\n3\n4\n5"));
        Assert.True(input.IsRateLimited);
        Assert.Equal(TimeSpan.FromMilliseconds(500), input.RetryAfter);

        Assert.Equal("3\n", ReadRest(input, Start + TimeSpan.FromMilliseconds(500)));
        Assert.True(input.IsRateLimited);
        Assert.Equal("4\n", ReadRest(input, Start + TimeSpan.FromMilliseconds(1500)));
        Assert.False(input.IsRateLimited);
        Assert.Equal("5\n", input.ReadLast()!.Bytes.Span.Text());
    }

    [Fact]
    public void Too_early_gives_nothing_and_loses_nothing()
    {
        var input = new InputPipeline(100, sanitize: true, new TokenBucket(1, 0, Start));
        Read(input, "1\n2\n");

        Assert.Null(ReadRest(input, Start));
        Assert.True(input.IsRateLimited);
        Assert.Equal("2\n", ReadRest(input, Start + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Messages_that_are_too_long_count_for_the_rateLimit()
    {
        var input = new InputPipeline(3, sanitize: true, new TokenBucket(2, 0, Start));

        input.Read("1234\n1234\n1234\nabc\n".Bytes(), Start, out var tooLong);

        Assert.Equal(2, tooLong);
        Assert.True(input.IsRateLimited);
    }

    private static string? Read(InputPipeline pipeline, string input) => pipeline.Read(input.Bytes(), Start, out _)?.Bytes.Span.Text();

    private static string? ReadRest(InputPipeline pipeline, DateTimeOffset now) => pipeline.ReadRest(now, out _)?.Bytes.Span.Text();
}
