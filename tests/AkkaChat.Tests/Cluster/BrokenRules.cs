using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>Mistakes that the simulation must find: the rules of the protocol, each with one of them broken.</summary>
internal static class BrokenRules
{
    public static readonly IReadOnlyDictionary<string, ProtocolRules> All = new Dictionary<string, ProtocolRules>
    {
        ["a relay follows an earlier epoch"] = new FollowsAnyEpoch(),
        ["a relay appends behind any entry"] = new AppendsBehindAnyEntry(),
        ["a relay keeps a branch"] = new KeepsABranch(),
        ["a relay shows what is not committed"] = new ShowsEverything(),
        ["a relay posts again with another number"] = new RepeatsWithAnotherNumber(),
        ["a post is ordered without a look at its number"] = new OrdersEveryPost(),
        ["a sequencer takes over without a majority"] = new TakesOverWithoutMajority(),
        ["one node is enough to commit"] = new CommitsByOne(),
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

    private sealed class TakesOverWithoutMajority : ProtocolRules
    {
        public override bool MayTakeOver(NodeSet nodes, Func<long, bool> hasAttached) => true;
    }

    private sealed class CommitsByOne : ProtocolRules
    {
        public override long ReachedByMajority(NodeSet nodes, NodeSet before, Func<long, long> receivedOf) =>
            nodes.Nodes.Max(node => receivedOf(node.Relay));
    }

    private sealed class BeginsAlone : ProtocolRules
    {
        public override bool MayBegin(bool haveAllAttached, int seedsUp, int seeds) => haveAllAttached;
    }
}
