using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Connections;

public sealed class InputPipelineTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void All_complete_messages_of_a_read_are_decoded()
    {
        var pipeline = Pipeline();

        Assert.Equal("one\ntwo\n", Read(pipeline, "one\r\ntwo\nthr"));
        Assert.Equal("three\n", Read(pipeline, "ee\n"));
        Assert.Null(Read(pipeline, "four"));
    }

    [Theory]
    [InlineData(true, "?[2J\n")]
    [InlineData(false, "\u001B[2J\n")]
    public void Text_is_made_safe_if_configured_so(bool sanitize, string expected)
    {
        var pipeline = Pipeline(sanitize: sanitize);

        Assert.Equal(expected, Read(pipeline, "\u001B[2J\n"));
        Read(pipeline, "\u001B[2J");
        Assert.Equal(expected, pipeline.ReadEnd()!.Bytes.Span.Text());
        Assert.Null(pipeline.ReadEnd());
    }

    [Fact]
    public void Messages_that_are_too_long_are_dropped_and_counted()
    {
        var lines = Pipeline(maxLength: 3).Read("1234\nabc\n12345\n1234".Bytes(), Start, out var tooLong);

        Assert.Equal("abc\n", lines!.Bytes.Span.Text());
        Assert.Equal(3, tooLong);
    }

    [Fact]
    public void The_rate_limit_holds_messages_back_and_loses_none()
    {
        var pipeline = Pipeline(linesPerSecond: 2);

        Assert.Equal("1\n2\n", Read(pipeline, "1\n2\n3\n4\n5"));
        Assert.True(pipeline.IsRateLimited);
        Assert.Equal(TimeSpan.FromMilliseconds(500), pipeline.RetryAfter);

        Assert.Null(Read(pipeline, "", afterMs: 400));
        Assert.Equal("3\n", Read(pipeline, "", afterMs: 500));
        Assert.True(pipeline.IsRateLimited);
        Assert.Equal("4\n", Read(pipeline, "", afterMs: 1500));
        Assert.False(pipeline.IsRateLimited);
        Assert.Equal("5\n", pipeline.ReadEnd()!.Bytes.Span.Text());
    }

    [Fact]
    public void Messages_that_are_too_long_are_charged_to_the_rate_limit()
    {
        var pipeline = Pipeline(maxLength: 3, linesPerSecond: 2);

        pipeline.Read("1234\n1234\n1234\nabc\n".Bytes(), Start, out var tooLong);

        Assert.Equal(2, tooLong);
        Assert.True(pipeline.IsRateLimited);
    }

    [Fact]
    public void A_line_that_never_ends_is_charged_to_the_byte_rate()
    {
        var pipeline = Pipeline(maxLength: 3, bytesPerSecond: 100);
        Read(pipeline, new string('x', 600));

        Assert.Null(Read(pipeline, new string('x', 600)));

        Assert.True(pipeline.IsRateLimited);
        Assert.Equal(TimeSpan.FromMilliseconds(5010), pipeline.RetryAfter);
    }

    private static InputPipeline Pipeline(
        int maxLength = 100, bool sanitize = true, int linesPerSecond = 0, int bytesPerSecond = 0) =>
        new(new MessageRules(maxLength, sanitize), new RateLimit(linesPerSecond, bytesPerSecond).CreateBucket(Start));

    private static string? Read(InputPipeline pipeline, string input, int afterMs = 0) =>
        pipeline.Read(input.Bytes(), Start + TimeSpan.FromMilliseconds(afterMs), out _)?.Bytes.Span.Text();
}
