using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

public sealed class SequencerContactTests
{
    private static readonly Epoch First = new(1, 100);

    private readonly SequencerContact _contact;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public SequencerContactTests() => _contact = new SequencerContact(() => _now);

    [Fact]
    public void Contact_is_lost_after_15_seconds_and_given_up_after_30()
    {
        _contact.OnServed(First);

        Advance(15);
        Assert.Equal((ContactState.Attached, false), (_contact.State, _contact.IsGivenUp));
        Advance(1);
        Assert.Equal((ContactState.Lost, false), (_contact.State, _contact.IsGivenUp));
        Advance(15);
        Assert.Equal((ContactState.Lost, true), (_contact.State, _contact.IsGivenUp));
        Assert.Equal(TimeSpan.FromSeconds(31), _contact.Unserved);

        _contact.OnServed(First);
        Assert.Equal((ContactState.Attached, false), (_contact.State, _contact.IsGivenUp));
    }

    [Fact]
    public void A_node_that_was_never_served_cannot_lose_the_contact_but_gives_up()
    {
        Advance(31);

        Assert.Equal((ContactState.Waiting, true), (_contact.State, _contact.IsGivenUp));
        Assert.False(_contact.TakeLoss());
    }

    [Fact]
    public void Each_loss_is_taken_once()
    {
        _contact.OnServed(First);
        Assert.False(_contact.TakeLoss());

        for (var i = 0; i < 2; i++)
        {
            Advance(16);
            Assert.True(_contact.TakeLoss());
            Assert.False(_contact.TakeLoss());
            _contact.OnServed(First);
        }
    }

    [Fact]
    public void An_attachment_is_new_in_each_epoch()
    {
        Assert.True(_contact.OnServed(First));
        Assert.False(_contact.OnServed(First));
        Assert.True(_contact.OnServed(new Epoch(2, 200)));
    }

    [Fact]
    public void After_an_expulsion_an_attachment_in_the_same_epoch_is_new()
    {
        _contact.OnServed(First);
        _contact.OnExpelled();
        Assert.True(_contact.OnServed(First));

        Advance(16);
        _contact.TakeLoss();
        Assert.True(_contact.OnServed(First));
    }

    [Fact]
    public void Members_that_came_after_an_expulsion_do_not_wait_beyond_the_loss()
    {
        _contact.OnServed(First);
        _contact.OnExpelled();
        Advance(16);

        Assert.True(_contact.TakeLoss());
    }

    private void Advance(int seconds) => _now += TimeSpan.FromSeconds(seconds);
}
