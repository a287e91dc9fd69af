namespace AkkaChat.Server.Cluster;

/// <summary>The reign of one sequencer. No two sequencers use the same epoch, since each has an identity of its own.</summary>
/// <param name="Number">Higher than that of every epoch that the sequencer has met.</param>
/// <param name="Sequencer">Random identity of the sequencer.</param>
internal readonly record struct Epoch(long Number, long Sequencer) : IComparable<Epoch>
{
    public static bool operator <(Epoch left, Epoch right) => left.CompareTo(right) < 0;

    public static bool operator >(Epoch left, Epoch right) => left.CompareTo(right) > 0;

    public static bool operator <=(Epoch left, Epoch right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Epoch left, Epoch right) => left.CompareTo(right) >= 0;

    public int CompareTo(Epoch other) => (Number, Sequencer).CompareTo((other.Number, other.Sequencer));
}
