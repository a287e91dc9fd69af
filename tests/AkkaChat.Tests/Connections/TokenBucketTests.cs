using AkkaChat.Server.Connections;

namespace AkkaChat.Tests.Connections;

public sealed class TokenBucketTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void Without_limits_every_line_passes()
    {
        var bucket = new TokenBucket(0, 0, Start);
        Take(bucket, 1_000, 1_000_000);

        Assert.True(bucket.CanTake);
        Assert.Equal(TimeSpan.Zero, bucket.RetryAfter());
    }

    [Fact]
    public void A_burst_of_one_second_passes()
    {
        var bucket = new TokenBucket(10, 0, Start);
        Take(bucket, 9, 1);
        Assert.True(bucket.CanTake);

        Take(bucket, 1, 1);

        Assert.False(bucket.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.RetryAfter());
    }

    [Fact]
    public void The_next_line_passes_after_the_retry_time_and_not_before()
    {
        var bucket = new TokenBucket(3, 0, Start);
        Take(bucket, 3, 1);
        var wait = bucket.RetryAfter();

        bucket.Refill(Start + wait - TimeSpan.FromMilliseconds(2));
        Assert.False(bucket.CanTake);
        bucket.Refill(Start + wait);
        Assert.True(bucket.CanTake);
    }

    [Fact]
    public void A_line_that_overdraws_the_bucket_delays_the_next_one()
    {
        var bucket = new TokenBucket(0, 100, Start);
        Take(bucket, 1, 600);

        Assert.False(bucket.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(5010), bucket.RetryAfter());
        bucket.Refill(Start + bucket.RetryAfter());
        Assert.True(bucket.CanTake);
    }

    [Fact]
    public void The_tighter_limit_counts()
    {
        var bucket = new TokenBucket(10, 100, Start);
        Take(bucket, 1, 300);

        Assert.False(bucket.CanTake);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), bucket.RetryAfter());
    }

    [Fact]
    public void The_bucket_holds_one_second_at_most()
    {
        var bucket = new TokenBucket(10, 0, Start);
        bucket.Refill(Start + TimeSpan.FromHours(1));
        Take(bucket, 10, 1);

        Assert.False(bucket.CanTake);
    }

    private static void Take(TokenBucket bucket, int lines, int bytes)
    {
        for (var i = 0; i < lines; i++)
            bucket.Take(1, bytes);
    }
}
