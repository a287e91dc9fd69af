using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

public sealed class SequencerTests
{
    private const long Identity = 50;
    private const int Retention = 4000;
    private static readonly Epoch First = new(1, Identity);
    private static readonly ClusterView Nodes = new(["n1", "n2"], ["n3"]);
    private static readonly ClusterView TwoNodes = new(["n1", "n2"], []);

    /// <summary>Of another sequencer, which ordered for a set of two nodes.</summary>
    private static readonly Epoch Before = new(1, Identity - 1);
    private static readonly NodeSet TwoRelays = new([new RelayNode(RelayOf("n1"), "n1"), new RelayNode(RelayOf("n2"), "n2")]);

    private readonly Sequencer _sequencer;
    private long _posts;
    private TimeSpan _time = TimeSpan.FromSeconds(100);

    public SequencerTests() => _sequencer = Create(needsMajority: true);

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
        _sequencer.SetView(TwoNodes);
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

    /// <summary>Otherwise what it has on a branch would count, or could not be taken back.</summary>
    [Fact]
    public void An_entry_that_one_node_committed_is_not_thrown_away_before_a_majority_has_it()
    {
        Entry[] log = [Entry.OfNodes(Before, TwoRelays), Entry.OfPost(Before, new Mark(RelayOf("n1"), ++_posts), new byte[500])];
        var sequencer = Create(needsMajority: false);
        sequencer.SetView(TwoNodes);
        AttachWithLog("n1", log.Length, sequencer);
        AttachWithLog("n2", 1, sequencer);
        sequencer.Receive("n1", new Fetched(RelayOf("n1"), First, Checkpoint.Start, 1, []));
        sequencer.Receive("n1", new Fetched(RelayOf("n1"), First, null, 1, log));
        for (var post = 0; post < 20; post++)
        {
            Order(sequencer);
            Acknowledge("n1", sequencer, sequencer.Committed);
            _time += TimeSpan.FromSeconds(1);
            sequencer.Tick();
        }

        Assert.InRange(sequencer.Committed, log.Length + 1, long.MaxValue);
        Assert.Equal(0, LastStatus(sequencer).Stable);

        AttachWithLog("n2", 1, sequencer);
        Acknowledge("n2", sequencer, sequencer.Committed);
        Assert.InRange(LastStatus(sequencer).Stable, log.Length + 1, long.MaxValue);
    }

    [Fact]
    public void Committed_by_one_node_the_stream_stops_growing_when_no_majority_takes_it()
    {
        var sequencer = Create(needsMajority: false);
        sequencer.SetView(TwoNodes);
        Attach("n1", sequencer);
        Attach("n2", sequencer);
        Acknowledge("n1", sequencer, 1);
        Acknowledge("n2", sequencer, 1);
        for (var post = 0; post < 100; post++)
        {
            Order(sequencer);
            Acknowledge("n1", sequencer, sequencer.Committed);
            _time += TimeSpan.FromSeconds(1);
            sequencer.Tick();
        }

        var stopped = sequencer.Committed;
        Assert.InRange(stopped, 2, 20);

        Attach("n2", sequencer);
        Acknowledge("n2", sequencer, stopped);
        Order(sequencer);
        Assert.InRange(sequencer.Committed, stopped + 1, long.MaxValue);
    }

    /// <summary>A relay that has a part of the stream is missing: its node may have died, and come back without one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_room_that_has_not_begun_gives_no_sign_of_life(bool needsMajority)
    {
        var sequencer = Create(needsMajority);
        sequencer.SetView(new ClusterView(["n1", "n2", "n3"], []));
        Attach("n1", sequencer);
        Attach("n2", sequencer);
        Attach("n3", sequencer);
        Acknowledge("n1", sequencer, 1);
        Acknowledge("n2", sequencer, 1);
        Order(sequencer);
        sequencer.Tick();

        Assert.Equal(0, sequencer.Committed);
        Assert.DoesNotContain(sequencer.Outbox, item => item.Message is Commit);

        Acknowledge("n3", sequencer, 1);
        sequencer.Tick();
        Assert.Contains(sequencer.Outbox, item => item.Message is Commit);
    }

    /// <summary>Otherwise the room would begin with a relay that is no longer there.</summary>
    [Fact]
    public void A_node_that_comes_back_before_the_room_begins_is_asked_again()
    {
        _sequencer.SetView(new ClusterView(["n1"], []));
        Attach("n1");
        _sequencer.SetView(new ClusterView([], []));
        _sequencer.SetView(TwoNodes);
        Attach("n2");

        Assert.False(_sequencer.IsActive);
        Attach("n1");
        Assert.True(_sequencer.IsActive);
    }

    [Fact]
    public void The_log_of_a_node_that_restarts_meanwhile_is_not_taken_over()
    {
        _sequencer.SetView(TwoNodes);
        AttachWithLog("n1", 2, _sequencer);
        AttachWithLog("n2", 1, _sequencer);
        Assert.Contains(("n1", new Fetch(First, -1)), TakeSent());
        _sequencer.Receive("n1", new Fetched(RelayOf("n1"), First, Checkpoint.Start, 1, []));

        const long Restarted = 999;
        _sequencer.Receive("n1", new Attach(Restarted, First, default, default, 0, 0, NodeSet.Empty, IsMember: false));
        _sequencer.Receive("n1", new Fetched(Restarted, First, null, 1, []));

        Assert.False(_sequencer.IsActive);
    }

    private Sequencer Create(bool needsMajority) => new(
        Identity, new SequencerSettings(["n1", "n2", "n3"], Window: 1000, Retention, needsMajority), ProtocolRules.All, () => _time);

    private void Order(Sequencer sequencer) =>
        sequencer.Receive("n1", new Post(RelayOf("n1"), First, ++_posts, new byte[500]));

    private static void Acknowledge(string address, Sequencer sequencer, long position) =>
        sequencer.Receive(address, new Ack(RelayOf(address), First, position, position, IsCongested: false, HasGap: false));

    private static StreamStatus LastStatus(Sequencer sequencer) =>
        sequencer.Outbox.Select(item => (item.Message as Ordered)?.Status ?? (item.Message as Commit)?.Status).Last(status => status is not null)!;

    private static long RelayOf(string address) => address[1];

    /// <summary>By a relay without a stream.</summary>
    private void Attach(string address, Sequencer? sequencer = null) =>
        (sequencer ?? _sequencer).Receive(address, new Attach(RelayOf(address), First, default, default, 0, 0, NodeSet.Empty, IsMember: false));

    /// <param name="length">Of its log, all of which is committed.</param>
    private static void AttachWithLog(string address, long length, Sequencer sequencer) =>
        sequencer.Receive(address, new Attach(RelayOf(address), First, Before, Before, length, length, TwoRelays, IsMember: true));

    private List<(string Address, IFromSequencer Message)> TakeSent()
    {
        List<(string, IFromSequencer)> sent = [.. _sequencer.Outbox];
        _sequencer.Outbox.Clear();
        return sent;
    }
}
