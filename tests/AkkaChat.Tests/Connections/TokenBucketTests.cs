using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Without_limits_everything_may_be_taken()
    {
        var rateLimit = new TokenBucket(0, 0, Start);
        Take(rateLimit, 1_000, 1_000_000);

        Assert.True(rateLimit.CanTake);
        Assert.Equal(TimeSpan.Zero, rateLimit.RetryAfter());
    }

    [Fact]
    public void One_seconds_worth_of_lines_may_come_at_once()
    {
        var rateLimit = new TokenBucket(10, 0, Start);
        Take(rateLimit, 9, 1);
        Assert.True(rateLimit.CanTake);

        Take(rateLimit, 1, 1);

        Assert.False(rateLimit.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(100), rateLimit.RetryAfter());
    }

    [Fact]
    public void A_line_may_be_taken_after_the_wait_and_not_before()
    {
        var rateLimit = new TokenBucket(3, 0, Start);
        Take(rateLimit, 3, 1);
        var wait = rateLimit.RetryAfter();

        rateLimit.Refill(Start + wait - TimeSpan.FromMilliseconds(2));
        Assert.False(rateLimit.CanTake);
        rateLimit.Refill(Start + wait);
        Assert.True(rateLimit.CanTake);
    }

    [Fact]
    public void A_line_larger_than_a_seconds_worth_of_bytes_is_waited_for_afterwards()
    {
        var rateLimit = new TokenBucket(0, 100, Start);
        Take(rateLimit, 1, 600);

        Assert.False(rateLimit.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(5010), rateLimit.RetryAfter());
        rateLimit.Refill(Start + rateLimit.RetryAfter());
        Assert.True(rateLimit.CanTake);
    }

    [Fact]
    public void The_tighter_limit_counts()
    {
        var rateLimit = new TokenBucket(10, 100, Start);
        Take(rateLimit, 1, 300);

        Assert.False(rateLimit.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), rateLimit.RetryAfter());
    }

    [Fact]
    public void A_long_silence_saves_up_one_second_only()
    {
        var rateLimit = new TokenBucket(10, 0, Start);
        rateLimit.Refill(Start + TimeSpan.FromHours(1));
        Take(rateLimit, 10, 1);

        Assert.False(rateLimit.CanTake);
    }

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away()
    {
        var rateLimit = new TokenBucket(10, 0, Start);
        Take(rateLimit, 10, 1);
        rateLimit.Refill(Start - TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMilliseconds(100), rateLimit.RetryAfter());

        rateLimit.Refill(Start - TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(100));

        Assert.True(rateLimit.CanTake);
    }

    private static void Take(TokenBucket rateLimit, int lines, int bytes)
    {
        for (var i = 0; i < lines; i++)
            rateLimit.Take(bytes);
    }
}
