using AkkaChat.Server.Cluster;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Cluster;

public sealed class StreamLogTests
{
    private static readonly Epoch One = new(1, 1);
    private static readonly Epoch Two = new(2, 2);
    private static readonly NodeSet Nodes = new([new RelayNode(7, "seven"), new RelayNode(8, "eight")]);

    [Fact]
    public void The_state_is_that_after_the_last_entry()
    {
        var log = Filled();

        Assert.Equal(5, log.End);
        Assert.Equal(Two, log.LastEpoch);
        Assert.Equal(Nodes, log.State.Nodes);
        Assert.Equal((3, 1), (log.State.LastNumber(7), log.State.LastNumber(8)));
    }

    [Fact]
    public void A_truncated_log_has_the_state_of_before()
    {
        var log = Filled();

        log.Truncate(3);

        Assert.Equal((3, One), (log.End, log.LastEpoch));
        Assert.Equal((1, 1), (log.State.LastNumber(7), log.State.LastNumber(8)));
        Assert.Null(log.EpochAt(4));
    }

    [Fact]
    public void A_trimmed_log_keeps_the_effect_of_what_is_gone()
    {
        var log = Filled();
        var (cost, state) = (log.OffsetAt(5) - log.OffsetAt(4), log.State);

        log.Trim(4);

        Assert.Equal((4, 5), (log.Base.Position, log.End));
        Assert.Equal(Two, log.EpochAt(4));
        Assert.Null(log.EpochAt(3));
        Assert.Equal(cost, log.OffsetAt(5) - log.OffsetAt(1));
        Assert.Equal(state.Marks, log.State.Marks);
        Assert.Equal(2, log.Base.State.LastNumber(7));
    }

    [Fact]
    public void The_last_change_of_nodes_is_found()
    {
        var log = Filled();
        Assert.Equal(1, log.LastChangeOfNodes());

        log.Append(Entry.OfNodes(Two, Nodes.Without(new RelayNode(8, "eight"))));

        Assert.Equal(6, log.LastChangeOfNodes());
        Assert.Equal(0, log.State.LastNumber(8));
    }

    [Fact]
    public void A_log_begins_anew_at_a_checkpoint()
    {
        var (log, other) = (Filled(), new StreamLog());

        other.Install(log.CheckpointAt(4));
        other.Append(log[5]);

        Assert.Equal((log.End, log.LastEpoch), (other.End, other.LastEpoch));
        Assert.Equal(log.State.Marks, other.State.Marks);
    }

    private static StreamLog Filled()
    {
        var log = new StreamLog();
        log.Append(Entry.OfNodes(One, Nodes));
        log.Append(Entry.OfPost(One, new Mark(7, 1), "a:1\n".Bytes()));
        log.Append(Entry.OfPost(One, new Mark(8, 1), "b:1\n".Bytes()));
        log.Append(Entry.OfPost(Two, new Mark(7, 2), "a:2\n".Bytes()));
        log.Append(Entry.OfPost(Two, new Mark(7, 3), "a:3\n".Bytes()));
        return log;
    }
}
