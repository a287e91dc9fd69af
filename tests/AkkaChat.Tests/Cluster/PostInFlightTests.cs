using AkkaChat.Server.Cluster;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Cluster;

public sealed class PostInFlightTests
{
    private const long Relay = 7;

    private static readonly Epoch First = new(1, 100);
    private static readonly Epoch Second = new(2, 200);

    private readonly PostInFlight _post;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public PostInFlightTests() => _post = new PostInFlight(ProtocolRules.All, () => _now);

    [Fact]
    public void Each_post_has_the_next_number()
    {
        Assert.Equal(1, Begin("a\n").Number);
        _post.OnCommitted(new Mark(Relay, 1), position: 5);

        Assert.Equal(2, Begin("b\n").Number);
    }

    [Fact]
    public void A_post_that_is_repeated_has_its_number_and_the_epoch_of_now()
    {
        var post = Begin("a\n");

        Assert.Equal(post with { Epoch = Second }, _post.Repeat(Second));
    }

    [Fact]
    public void A_post_is_overdue_each_time_that_it_is_not_answered()
    {
        Assert.False(_post.IsOverdue);
        Begin("a\n");
        Assert.False(_post.IsOverdue);
        _now += PostInFlight.Timeout;
        Assert.True(_post.IsOverdue);

        _post.Repeat(First);
        Assert.False(_post.IsOverdue);
        _now += PostInFlight.Timeout;
        Assert.True(_post.IsOverdue);
    }

    [Fact]
    public void Only_its_own_mark_commits_a_post()
    {
        Begin("a\n");

        _post.OnCommitted(new Mark(Relay + 1, 1), position: 4);
        _post.OnCommitted(new Mark(Relay, 2), position: 5);
        Assert.False(_post.IsEmpty);
        _post.OnCommitted(new Mark(Relay, 1), position: 6);

        Assert.True(_post.IsEmpty);
        Assert.True(_post.TryTakeCommitted(out var position));
        Assert.Equal(6, position);
        Assert.False(_post.TryTakeCommitted(out _));
    }

    [Fact]
    public void A_post_that_was_abandoned_is_neither_repeated_nor_committed()
    {
        Begin("a\n");
        _now += PostInFlight.Timeout;

        _post.Abandon();
        _post.OnCommitted(new Mark(Relay, 1), position: 5);

        Assert.True(_post.IsEmpty);
        Assert.False(_post.IsOverdue);
        Assert.False(_post.TryTakeCommitted(out _));
    }

    private ClusterMessages.Post Begin(string lines) => _post.Begin(Relay, First, lines.Bytes());
}
