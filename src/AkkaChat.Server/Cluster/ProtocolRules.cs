using System.Collections.Immutable;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// The rules that make the stream one and the same everywhere, each by itself; docs/cluster.md says why each is needed. They can be
/// overridden so that the simulation can break them and show that they matter.
/// </summary>
internal class ProtocolRules
{
    public static readonly ProtocolRules All = new();

    /// <summary>A relay follows no epoch below the highest that it has seen.</summary>
    public virtual bool MayFollow(Epoch epoch, Epoch followed) => epoch >= followed;

    /// <summary>A relay takes an entry only behind the one that the sequencer has there.</summary>
    /// <param name="own">Of the relay at the position before; null if it has nothing there.</param>
    public virtual bool MayAppend(Epoch? own, Epoch previous) => own == previous;

    /// <summary>An entry that the relay has at the position of another one is thrown away with all that follow.</summary>
    public virtual bool IsSameEntry(Epoch own, Epoch ordered) => own == ordered;

    /// <summary>A relay acknowledges what it has compared with the sequencer's stream, not what it holds.</summary>
    public virtual long Received(long compared, long end) => compared;

    /// <summary>A relay shows its members what is committed, and nothing beyond.</summary>
    public virtual long MayShow(long committed, long end) => committed;

    /// <summary>A relay that posts again repeats the number.</summary>
    public virtual long NumberToRepeat(long number) => number;

    /// <summary>Posts are put into the order once the room has begun, so that each relay that has a post knows that it has begun.</summary>
    public virtual bool MayOrder(bool hasBegun) => hasBegun;

    /// <summary>A post is put into the order if its number is above the last one of its relay that is in the order.</summary>
    public virtual bool IsNew(long number, long last) => number > last;

    /// <summary>The best log has the last entry with the highest epoch; of these the longest is.</summary>
    public virtual int CompareLogs(Attach left, Attach right) =>
        (left.LastEpoch, left.Position).CompareTo((right.LastEpoch, right.Position));

    /// <summary>A sequencer takes over with the logs of a majority of the set of nodes in the best of them.</summary>
    public virtual bool MayTakeOver(NodeSet nodes, Func<long, bool> hasAttached) => nodes.HasMajority(hasAttached);

    /// <summary>
    /// Relays with the stream of another room do not count for that majority. Two rooms have nodes in common: one of which some node had
    /// no part of the stream, and which has not begun, cannot take over from one that has.
    /// </summary>
    /// <param name="own">The room of the relay; default if it has no stream.</param>
    public virtual bool IsOfRoom(Epoch own, Epoch room) => own == room || own == default;

    /// <summary>A room begins when all members of the cluster have attached and none has a stream.</summary>
    /// <param name="seedsUp">How many of the seeds are members.</param>
    public virtual bool MayBegin(bool haveAllAttached, int seedsUp, int seeds) => haveAllAttached && seedsUp > seeds / 2;

    /// <summary>
    /// Committed is what a majority of the set of nodes has received. A set counts as soon as it is in the log: since it differs from the
    /// one before by one node, their majorities have a node in common.
    /// </summary>
    public virtual long ReachedByMajority(NodeSet nodes, Func<long, long> receivedOf) => nodes.ReachedByMajority(receivedOf);

    /// <summary>Entries of an earlier epoch are committed only together with one of the current epoch.</summary>
    public virtual bool MayCommit(long position, long epochStart) => position >= epochStart;

    /// <summary>The set of nodes changes when the first entry of the epoch and the change before are committed.</summary>
    public virtual bool MayChangeNodes(long committed, long epochStart, long lastChange) =>
        committed >= epochStart && committed >= lastChange;

    /// <summary>
    /// Every majority of the set of nodes has a node in common with every majority of the seeds: otherwise the seeds could begin a second
    /// room. So the set is neither too small nor has it too many nodes that are no seeds.
    /// </summary>
    public virtual bool IsSafe(NodeSet nodes, ImmutableSortedSet<string> seeds)
    {
        var others = nodes.Nodes.Count(node => !seeds.Contains(node.Address));
        return !nodes.IsEmpty && MajoritiesIntersect(nodes.Count, others, seeds.Count);
    }

    /// <summary>How many seeds must be up for a new room, of three two, of five four, if there are no other nodes.</summary>
    public static int SeedsToBegin(int seeds) => Enumerable.Range(1, seeds).First(up => All.MayBegin(true, up, seeds) && MajoritiesIntersect(up, 0, seeds));

    /// <summary>
    /// Nothing is committed before each node of a new room has a part of its stream: a node without one could help to begin a second room.
    /// </summary>
    public virtual bool MayOpen(NodeSet nodes, Func<long, long> receivedOf) => nodes.Nodes.All(node => receivedOf(node.Relay) > 0);

    /// <summary>A relay counts when it has received what is committed.</summary>
    public virtual bool HasCaughtUp(long received, long committed) => received >= committed;

    /// <summary>A relay that was removed from the set of nodes comes back as another one only.</summary>
    public virtual bool MayJoin(bool wasMember) => !wasMember;

    /// <summary>A new sequencer takes for committed what a relay of the majority knows to be, not all of the best log.</summary>
    public virtual long KnownCommitted(long committed, long end) => Math.Min(committed, end);

    /// <summary>Whether every majority of the nodes shares a node with every majority of the seeds.</summary>
    /// <param name="others">Of the nodes those that are no seeds.</param>
    private static bool MajoritiesIntersect(int nodes, int others, int seeds) => (nodes / 2) + 1 - others + (seeds / 2) + 1 > seeds;
}
