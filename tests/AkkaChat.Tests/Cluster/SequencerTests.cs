using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

public sealed class SequencerTests
{
    private const long Identity = 50;
    private static readonly Epoch First = new(1, Identity);
    private static readonly ClusterView Nodes = new(["n1", "n2"], ["n3"]);

    private readonly Sequencer _sequencer;
    private TimeSpan _time = TimeSpan.FromSeconds(100);

    public SequencerTests() => _sequencer = new Sequencer(
        Identity, new SequencerSettings(["n1", "n2", "n3"], Window: 1000, Retention: 64_000, NeedsMajority: true), ProtocolRules.All, () => _time);

    [Fact]
    public void It_greets_the_relays_as_soon_as_it_knows_them()
    {
        _sequencer.SetView(Nodes);

        Assert.Equal([("n1", new Hello(First)), ("n2", new Hello(First)), ("n3", new Hello(First))], TakeSent());
    }

    [Fact]
    public void When_it_learns_which_epoch_the_relays_follow_it_greets_them_at_once_with_a_later_one()
    {
        _sequencer.SetView(Nodes);
        TakeSent();

        _sequencer.Receive("n1", new Refused(1, new Epoch(7, 60)));

        var next = new Epoch(8, Identity);
        Assert.Equal([("n1", new Hello(next)), ("n2", new Hello(next)), ("n3", new Hello(next))], TakeSent());
    }

    [Fact]
    public void Two_sequencers_that_take_over_do_not_replace_each_other_at_once_all_the_time()
    {
        _sequencer.SetView(Nodes);
        _sequencer.Receive("n1", new Refused(1, new Epoch(7, 60)));
        TakeSent();

        _sequencer.Receive("n1", new Refused(1, new Epoch(9, 60)));
        Assert.Empty(TakeSent());

        _sequencer.Tick();
        Assert.Contains(("n1", new Hello(new Epoch(10, Identity))), TakeSent());
    }

    [Fact]
    public void One_that_was_replaced_while_it_was_active_waits()
    {
        _sequencer.SetView(new ClusterView(["n1"], []));
        _sequencer.SetView(new ClusterView(["n1", "n2"], []));
        Attach("n1");
        Attach("n2");
        Assert.True(_sequencer.IsActive);
        TakeSent();

        _sequencer.Receive("n1", new Refused(1, new Epoch(7, 60)));
        _sequencer.Tick();
        Assert.Empty(TakeSent());

        _time += TimeSpan.FromSeconds(3);
        _sequencer.Tick();
        Assert.Contains(("n1", new Hello(new Epoch(8, Identity))), TakeSent());
    }

    /// <summary>By a relay without a stream.</summary>
    private void Attach(string address) =>
        _sequencer.Receive(address, new Attach(address[1], First, default, 0, 0, NodeSet.Empty, IsMember: false));

    private List<(string Address, IFromSequencer Message)> TakeSent()
    {
        List<(string, IFromSequencer)> sent = [.. _sequencer.Outbox];
        _sequencer.Outbox.Clear();
        return sent;
    }
}
