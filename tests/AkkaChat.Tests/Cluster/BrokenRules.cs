using System.Collections.Immutable;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>Mistakes that the simulation must find: the rules of the protocol, each with one of them broken.</summary>
internal static class BrokenRules
{
    public static readonly IReadOnlyDictionary<string, Mistake> All = new Dictionary<string, Mistake>
    {
        ["a relay follows an earlier epoch"] = new(new FollowsAnyEpoch()),
        ["a relay appends behind any entry"] = new(new AppendsBehindAnyEntry(), Scripts.EntryIsLostBehindABranch),
        ["a relay keeps a branch"] = new(new KeepsABranch()),
        ["a relay acknowledges what it has not compared"] = new(new AcknowledgesEverything(), Scripts.BranchIsLongerThanTheStream),
        ["a relay shows what is not committed"] = new(new ShowsEverything()),
        ["a relay posts again with another number"] = new(new RepeatsWithAnotherNumber()),
        ["a relay that has restarted is the one before"] = new(new KeepsItsIdentity()),
        ["a relay comes back after its removal"] = new(new ComesBack(), Scripts.NodeComesBack),
        ["a post is ordered before the room has begun"] = new(new OrdersEarly(), Scripts.RoomBeginsUnnoticed),
        ["a post is ordered without a look at its number"] = new(new OrdersEveryPost()),
        ["a sequencer takes over without a majority"] = new(new TakesOverWithoutMajority()),
        ["relays of another room count for a takeover"] = new(new CountsOtherRooms(), Scripts.TwoRoomsBegin),
        ["a sequencer takes over the longest log"] = new(new TakesOverTheLongest(), Scripts.EarlierEpochIsLonger),
        ["a sequencer takes all that it takes over for committed"] = new(new CommitsAllThatItTakesOver(), Scripts.LogIsTakenOver),
        ["a sequencer commits entries of earlier epochs"] = new(new CommitsEarlierEpochs(), Scripts.EarlierEpochIsReplicated),
        ["one node is enough to commit"] = new(new CommitsByOne()),
        ["a majority of the nodes that are seen is enough to commit"] = new(new CommitsByThoseSeen(), Scripts.OthersReceiveNothing),
        ["the set of nodes changes several times at once"] = new(new ChangesAtOnce(), Scripts.ThreeNodesAreRemovedAtOnce),
        ["a node counts before it has the stream"] = new(new CountsAtOnce(), Scripts.NewNodeReceivesNothing),
        ["the set of nodes may have any size"] = new(new HasAnySize(), Scripts.AllButOneAreRemoved),
        ["a room begins without a majority of the seeds"] = new(new BeginsAlone(), Scripts.HalvesBegin),
        ["a room opens before all of its nodes have the stream"] = new(new OpensEarly(), Scripts.NodeOfANewRoomReceivesNothing),
    };

    /// <summary>Not a rule of the protocol: the simulation gives each relay of a node the same identity.</summary>
    public sealed class KeepsItsIdentity : ProtocolRules;

    private sealed class AcknowledgesEverything : ProtocolRules
    {
        public override long Received(long compared, long end) => end;
    }

    private sealed class ComesBack : ProtocolRules
    {
        public override bool MayJoin(bool wasMember) => true;
    }

    private sealed class TakesOverTheLongest : ProtocolRules
    {
        public override int CompareLogs(ClusterMessages.Attach left, ClusterMessages.Attach right) => left.Position.CompareTo(right.Position);
    }

    private sealed class CommitsAllThatItTakesOver : ProtocolRules
    {
        public override long KnownCommitted(long committed, long end) => end;
    }

    private sealed class CommitsEarlierEpochs : ProtocolRules
    {
        public override bool MayCommit(long position, long epochStart) => true;
    }

    private sealed class CommitsByThoseSeen : ProtocolRules
    {
        public override long ReachedByMajority(NodeSet nodes, Func<long, long> receivedOf) =>
            new NodeSet([.. nodes.Nodes.Where(node => receivedOf(node.Relay) > 0)]).ReachedByMajority(receivedOf);
    }

    private sealed class ChangesAtOnce : ProtocolRules
    {
        public override bool MayChangeNodes(long committed, long epochStart, long lastChange) => true;
    }

    private sealed class CountsAtOnce : ProtocolRules
    {
        public override bool HasCaughtUp(long received, long committed) => true;
    }

    private sealed class HasAnySize : ProtocolRules
    {
        public override bool IsSafe(NodeSet nodes, ImmutableSortedSet<string> seeds) => !nodes.IsEmpty;
    }

    private sealed class OpensEarly : ProtocolRules
    {
        public override bool MayOpen(NodeSet nodes, Func<long, long> receivedOf) => true;
    }

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

    private sealed class OrdersEarly : ProtocolRules
    {
        public override bool MayOrder(bool hasBegun) => true;
    }

    private sealed class OrdersEveryPost : ProtocolRules
    {
        public override bool IsNew(long number, long last) => true;
    }

    private sealed class TakesOverWithoutMajority : ProtocolRules
    {
        public override bool MayTakeOver(NodeSet nodes, Func<long, bool> hasAttached) => true;
    }

    private sealed class CountsOtherRooms : ProtocolRules
    {
        public override bool IsOfRoom(Epoch own, Epoch room) => true;
    }

    private sealed class CommitsByOne : ProtocolRules
    {
        public override long ReachedByMajority(NodeSet nodes, Func<long, long> receivedOf) =>
            nodes.Nodes.Max(node => receivedOf(node.Relay));
    }

    private sealed class BeginsAlone : ProtocolRules
    {
        public override bool MayBegin(bool haveAllAttached, int seedsUp, int seeds) => haveAllAttached;
    }
}
