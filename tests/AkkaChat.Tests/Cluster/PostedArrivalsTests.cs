using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

public sealed class PostedArrivalsTests
{
    private readonly PostedArrivals _arrivals = new();

    [Fact]
    public void Arrivals_belong_to_the_position_of_their_post()
    {
        Post(5, 100, 200);

        Assert.Empty(_arrivals.Take(4));
        Assert.Equal([100, 200], _arrivals.Take(5));
        Assert.Empty(_arrivals.Take(6));
    }

    [Fact]
    public void Posts_that_are_delivered_late_keep_their_arrivals()
    {
        Post(5, 100);
        Post(7, 200);

        Assert.Equal([100], _arrivals.Take(5));
        Assert.Empty(_arrivals.Take(6));
        Assert.Equal([200], _arrivals.Take(7));
    }

    [Fact]
    public void A_post_that_was_not_delivered_is_left_behind()
    {
        Post(5, 100);
        Post(7, 200);

        Assert.Equal([200], _arrivals.Take(7));
    }

    [Fact]
    public void A_post_without_times_has_none()
    {
        Post(5, 100);
        Post(7);

        Assert.Equal([100], _arrivals.Take(5));
        Assert.Empty(_arrivals.Take(7));
    }

    [Fact]
    public void After_an_expulsion_nothing_is_left()
    {
        Post(5, 100);
        _arrivals.OnPosted([200]);

        _arrivals.Clear();
        _arrivals.OnCommitted(6);

        Assert.Empty(_arrivals.Take(5));
        Assert.Empty(_arrivals.Take(6));
    }

    private void Post(long position, params long[] arrivals)
    {
        _arrivals.OnPosted(arrivals);
        _arrivals.OnCommitted(position);
    }
}
