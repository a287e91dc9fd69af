namespace AkkaChat.Server.Cluster;

/// <summary>The messages between the sequencer and the relays. All are immutable. docs/cluster.md has the protocol.</summary>
internal static class ClusterMessages
{
    /// <summary>A message that belongs to an epoch of a sequencer.</summary>
    public interface IFromSequencer
    {
        Epoch Epoch { get; }
    }

    /// <summary>A message of a relay.</summary>
    public interface IFromRelay
    {
        long Relay { get; }
    }

    /// <summary>Asks a relay to follow the epoch. Answered by <see cref="Attach"/> or <see cref="Refused"/>.</summary>
    public sealed record Hello(Epoch Epoch) : IFromSequencer;

    /// <summary>The relay follows the epoch, and no earlier one from now on.</summary>
    /// <param name="Room">That of its stream; default if it has none.</param>
    /// <param name="LastEpoch">Of the last entry that it has.</param>
    /// <param name="Position">Of the last entry that it has.</param>
    /// <param name="Committed">Position up to which it knows the stream to be committed.</param>
    /// <param name="Nodes">The set of nodes in its log; empty if it has no stream.</param>
    /// <param name="IsMember">It is, or has been, in the set of nodes.</param>
    public sealed record Attach(
        long Relay, Epoch Epoch, Epoch Room, Epoch LastEpoch, long Position, long Committed, NodeSet Nodes, bool IsMember) : IFromRelay;

    /// <summary>The relay follows a later epoch than that of the sequencer.</summary>
    public sealed record Refused(long Relay, Epoch Followed) : IFromRelay;

    /// <summary>Asks for the entries after a position. Answered by <see cref="Fetched"/>.</summary>
    /// <param name="After">-1 to begin with the base of the log.</param>
    public sealed record Fetch(Epoch Epoch, long After) : IFromSequencer;

    /// <param name="Base">The base of the log, if it is beyond the position asked for; then without entries.</param>
    /// <param name="Position">Of the first of the entries.</param>
    /// <param name="Entries">Some of them; empty if there are no more.</param>
    public sealed record Fetched(long Relay, Epoch Epoch, Checkpoint? Base, long Position, IReadOnlyList<Entry> Entries) : IFromRelay;

    /// <summary>The relay cannot go on from what it has: it expels its members and begins at the checkpoint, which a majority has.</summary>
    public sealed record Install(Epoch Epoch, Checkpoint Checkpoint) : IFromSequencer;

    /// <summary>The relay was removed from the set of nodes: it expels its members and begins as another one.</summary>
    /// <param name="Relay">Whom it concerns.</param>
    public sealed record Removed(Epoch Epoch, long Relay) : IFromSequencer;

    /// <param name="Position">Of the entry.</param>
    /// <param name="Previous">Epoch of the entry before it.</param>
    public sealed record Ordered(Epoch Epoch, long Position, Epoch Previous, Entry Entry, StreamStatus Status) : IFromSequencer;

    /// <summary>A change of the status, or a sign of life; of a sequencer with a majority only.</summary>
    public sealed record Commit(Epoch Epoch, StreamStatus Status) : IFromSequencer;

    /// <param name="Received">Up to here the stream of the relay is that of the sequencer.</param>
    /// <param name="Taken">Up to here the members of its node have the stream in their send queues.</param>
    /// <param name="IsCongested">One of its members is congested.</param>
    /// <param name="HasGap">An entry came whose predecessor is missing.</param>
    public sealed record Ack(long Relay, Epoch Epoch, long Received, long Taken, bool IsCongested, bool HasGap) : IFromRelay;

    /// <summary>A newcomer of the node needs a name that is unique. Repeated until it is answered by <see cref="NameDecided"/>.</summary>
    /// <param name="Number">Distinguishes the requests of a relay.</param>
    public sealed record ReserveName(long Relay, Epoch Epoch, long Number, string Name) : IFromRelay;

    /// <summary>Whether a member of the node has the name. Answered by <see cref="NameAnswer"/>.</summary>
    /// <param name="Question">Distinguishes the questions of an epoch.</param>
    public sealed record AskName(Epoch Epoch, string Name, long Question) : IFromSequencer;

    public sealed record NameAnswer(long Relay, Epoch Epoch, string Name, long Question, bool IsHeld) : IFromRelay;

    /// <param name="Relay">Whom it concerns.</param>
    /// <param name="IsGiven">The newcomer has the name; false if another member has it.</param>
    public sealed record NameDecided(Epoch Epoch, long Relay, string Name, long Number, bool IsGiven) : IFromSequencer;

    /// <summary>Lines of members of a node. A relay has one post at most that is not committed.</summary>
    public sealed record Post(long Relay, Epoch Epoch, long Number, ArraySegment<byte> Lines) : IFromRelay;
}
