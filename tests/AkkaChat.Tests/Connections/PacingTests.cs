using AkkaChat.Server.Network;

namespace AkkaChat.Tests.Network;

public sealed class PacingTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Without_limits_everything_may_be_taken()
    {
        var pacing = new Pacing(0, 0, Start);
        Take(pacing, 1_000, 1_000_000);

        Assert.True(pacing.MayTake);
        Assert.Equal(TimeSpan.Zero, pacing.Wait());
    }

    [Fact]
    public void One_seconds_worth_of_lines_may_come_at_once()
    {
        var pacing = new Pacing(10, 0, Start);
        Take(pacing, 9, 1);
        Assert.True(pacing.MayTake);

        Take(pacing, 1, 1);

        Assert.False(pacing.MayTake);
        Assert.Equal(TimeSpan.FromMilliseconds(100), pacing.Wait());
    }

    [Fact]
    public void A_line_may_be_taken_after_the_wait_and_not_before()
    {
        var pacing = new Pacing(3, 0, Start);
        Take(pacing, 3, 1);
        var wait = pacing.Wait();

        pacing.Refill(Start + wait - TimeSpan.FromMilliseconds(2));
        Assert.False(pacing.MayTake);
        pacing.Refill(Start + wait);
        Assert.True(pacing.MayTake);
    }

    [Fact]
    public void A_line_larger_than_a_seconds_worth_of_bytes_is_waited_for_afterwards()
    {
        var pacing = new Pacing(0, 100, Start);
        Take(pacing, 1, 600);

        Assert.False(pacing.MayTake);
        Assert.Equal(TimeSpan.FromMilliseconds(5010), pacing.Wait());
        pacing.Refill(Start + pacing.Wait());
        Assert.True(pacing.MayTake);
    }

    [Fact]
    public void The_tighter_limit_counts()
    {
        var pacing = new Pacing(10, 100, Start);
        Take(pacing, 1, 300);

        Assert.False(pacing.MayTake);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), pacing.Wait());
    }

    [Fact]
    public void A_long_silence_saves_up_one_second_only()
    {
        var pacing = new Pacing(10, 0, Start);
        pacing.Refill(Start + TimeSpan.FromHours(1));
        Take(pacing, 10, 1);

        Assert.False(pacing.MayTake);
    }

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away()
    {
        var pacing = new Pacing(10, 0, Start);
        Take(pacing, 10, 1);
        pacing.Refill(Start - TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pacing.Wait());

        pacing.Refill(Start - TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(100));

        Assert.True(pacing.MayTake);
    }

    private static void Take(Pacing pacing, int lines, int bytes)
    {
        for (var i = 0; i < lines; i++)
            pacing.Take(bytes);
    }
}
