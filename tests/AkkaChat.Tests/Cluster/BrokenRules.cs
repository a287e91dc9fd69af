using AkkaChat.Server.Cluster;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

/// <summary>Mistakes that the simulation must find: the rules of the protocol, each with one of them broken.</summary>
internal static class BrokenRules
{
    public static readonly IReadOnlyDictionary<string, ProtocolRules> All = new Dictionary<string, ProtocolRules>
    {
        ["a relay follows an earlier epoch"] = new FollowsAnyEpoch(),
        ["a relay appends behind any entry"] = new AppendsBehindAnyEntry(),
        ["a relay keeps a branch"] = new KeepsABranch(),
        ["a relay acknowledges what it has not compared"] = new AcknowledgesItsEnd(),
        ["a relay shows what is not committed"] = new ShowsEverything(),
        ["a relay posts again with another number"] = new RepeatsWithAnotherNumber(),
        ["a post is ordered without a look at its number"] = new OrdersEveryPost(),
        ["the longest log wins"] = new LongestLogWins(),
        ["a sequencer takes over without a majority"] = new TakesOverWithoutMajority(),
        ["one node is enough to commit"] = new CommitsByOne(),
        ["several changes of the set of nodes at a time"] = new ChangesManyNodes(),
        ["a node counts before it has caught up"] = new CountsNewcomers(),
        ["the set of nodes shrinks to any size"] = new ShrinksToAnySize(),
        ["a room begins without a majority of the seeds"] = new BeginsAlone(),
    };

    private sealed class FollowsAnyEpoch : ProtocolRules
    {
        public override bool MayFollow(Epoch epoch, Epoch followed) => true;
    }

    private sealed class AppendsBehindAnyEntry : ProtocolRules
    {
        public override bool MayAppend(Epoch? own, Epoch previous) => own is not null;
    }

    private sealed class KeepsABranch : ProtocolRules
    {
        public override bool IsSameEntry(Epoch own, Epoch ordered) => true;
    }

    private sealed class AcknowledgesItsEnd : ProtocolRules
    {
        public override long Received(long compared, long end) => end;
    }

    private sealed class ShowsEverything : ProtocolRules
    {
        public override long MayShow(long committed, long end) => end;
    }

    private sealed class RepeatsWithAnotherNumber : ProtocolRules
    {
        public override long NumberToRepeat(long number) => number + 1;
    }

    private sealed class OrdersEveryPost : ProtocolRules
    {
        public override bool IsNew(long number, long last) => true;
    }

    private sealed class LongestLogWins : ProtocolRules
    {
        public override int CompareLogs(Attach left, Attach right) => left.Position.CompareTo(right.Position);
    }

    private sealed class TakesOverWithoutMajority : ProtocolRules
    {
        public override bool MayTakeOver(NodeSet nodes, Func<long, bool> hasAttached) => true;
    }

    private sealed class CommitsByOne : ProtocolRules
    {
        public override long ReachedByMajority(NodeSet nodes, NodeSet before, Func<long, long> receivedOf) =>
            nodes.Nodes.Max(node => receivedOf(node.Relay));
    }

    private sealed class ChangesManyNodes : ProtocolRules
    {
        public override bool MayChangeNodes(long committed, long epochStart, long lastChange) => true;

        public override long ReachedByMajority(NodeSet nodes, NodeSet before, Func<long, long> receivedOf) =>
            nodes.ReachedByMajority(receivedOf);
    }

    private sealed class CountsNewcomers : ProtocolRules
    {
        public override bool HasCaughtUp(long received, long committed) => true;
    }

    private sealed class ShrinksToAnySize : ProtocolRules
    {
        public override bool MayShrink(int nodes, int seeds) => nodes > 0;
    }

    private sealed class BeginsAlone : ProtocolRules
    {
        public override bool MayBegin(bool haveAllAttached, int seedsUp, int seeds) => seedsUp > 0;
    }
}
