namespace AkkaChat.Server.Cluster;

/// <summary>A part of the stream: the entries after a checkpoint.</summary>
internal sealed class StreamLog
{
    /// <summary>Each with the sum of the costs up to its end.</summary>
    private readonly List<(Entry Entry, long EndOffset)> _entries = [];

    private long _baseOffset;

    public Checkpoint Base { get; private set; } = Checkpoint.Start;

    /// <summary>Position of the last entry.</summary>
    public long End => Base.Position + _entries.Count;

    /// <summary>Of the last entry.</summary>
    public Epoch LastEpoch => _entries.Count > 0 ? _entries[^1].Entry.Epoch : Base.Epoch;

    /// <summary>After the last entry.</summary>
    public StreamState State { get; private set; } = StreamState.Empty;

    /// <param name="position">After the base, and at most <see cref="End"/>.</param>
    public Entry this[long position] => _entries[Index(position)].Entry;

    /// <returns>Null if the log does not reach to the position, or begins after it.</returns>
    public Epoch? EpochAt(long position) =>
        position == Base.Position ? Base.Epoch : position > Base.Position && position <= End ? this[position].Epoch : null;

    /// <summary>Sum of the costs of all entries up to a position; positions before the base count as the base.</summary>
    public long OffsetAt(long position) => position <= Base.Position ? _baseOffset : _entries[Index(position)].EndOffset;

    public void Append(Entry entry)
    {
        _entries.Add((entry, OffsetAt(End) + entry.Cost));
        State = State.After(entry);
    }

    /// <summary>Throws away all entries after a position that is not before the base.</summary>
    public void Truncate(long position)
    {
        var kept = Index(position) + 1;
        _entries.RemoveRange(kept, _entries.Count - kept);
        State = StateAt(End);
    }

    /// <summary>Moves the base to a position; not each time, since that moves all entries.</summary>
    public void Trim(long position)
    {
        var count = (int)(Math.Min(position, End) - Base.Position);
        if (count <= 0 || count < _entries.Count / 2)
            return;

        var trimmed = CheckpointAt(Base.Position + count);
        _baseOffset = _entries[count - 1].EndOffset;
        _entries.RemoveRange(0, count);
        Base = trimmed;
    }

    /// <summary>Begins anew at a checkpoint.</summary>
    public void Install(Checkpoint checkpoint)
    {
        _entries.Clear();
        Base = checkpoint;
        State = checkpoint.State;
    }

    /// <param name="position">Not before the base.</param>
    public Checkpoint CheckpointAt(long position) => new(position, EpochAt(position)!.Value, StateAt(position));

    /// <returns>The position of the last entry that changed the set of nodes; that of the base if none did.</returns>
    public long LastChangeOfNodes() => Base.Position + 1 + _entries.FindLastIndex(item => item.Entry.Nodes is not null);

    private StreamState StateAt(long position)
    {
        var state = Base.State;
        foreach (var (entry, _) in _entries.Take(Index(position) + 1))
            state = state.After(entry);
        return state;
    }

    private int Index(long position) => (int)(position - Base.Position - 1);
}
