using System.Diagnostics;

namespace AkkaChat.Server.Cluster;

/// <summary>Where this node is in the stream. Written by the RelayActor alone; can be read from any thread.</summary>
internal sealed class RelayGauges
{
    private long _epoch;
    private long _received;
    private long _committed;
    private long _attachments;
    private int _nodes;
    private long _served = Stopwatch.GetTimestamp();

    /// <summary>Number of the epoch of the sequencer that the relay follows.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Position of the last entry that the relay has.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Position up to which members may see the stream.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>The size of the set of nodes, as the relay knows it.</summary>
    public int Nodes => Volatile.Read(ref _nodes);

    /// <summary>How often the relay has been attached to a sequencer.</summary>
    public long Attachments => Volatile.Read(ref _attachments);

    /// <summary>Since the last message of a sequencer that serves the relay, or since the start.</summary>
    public double SecondsUnserved => Stopwatch.GetElapsedTime(Volatile.Read(ref _served)).TotalSeconds;

    public void OnAttached() => Interlocked.Increment(ref _attachments);

    /// <param name="unserved">How long no sequencer has served the relay.</param>
    public void Set(Relay relay, TimeSpan unserved)
    {
        Volatile.Write(ref _epoch, relay.Followed.Number);
        Volatile.Write(ref _received, relay.End);
        Volatile.Write(ref _committed, relay.Committed);
        Volatile.Write(ref _nodes, relay.Nodes.Count);
        Volatile.Write(ref _served, Stopwatch.GetTimestamp() - (long)(unserved.TotalSeconds * Stopwatch.Frequency));
    }
}
