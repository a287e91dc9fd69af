namespace AkkaChat.Server.Cluster;

/// <summary>The sequencer's state of a relay that it sends the stream to.</summary>
internal sealed class Follower(long relay, string address)
{
    private long _receivedAtTick;

    /// <summary>The position that had been received when entries were sent again because of a gap: each entry behind a gap reports it.</summary>
    private long _receivedAtGap;

    public long Relay { get; } = relay;

    public string Address { get; } = address;

    /// <summary>False while it does not answer: it has to attach again.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>It is, or has been, in the set of nodes.</summary>
    public bool WasMember { get; set; }

    /// <summary>Position of the next entry to send.</summary>
    public long Next { get; private set; }

    /// <summary>Entries after this position may be in flight.</summary>
    public long FlowStart { get; private set; }

    /// <summary>Never falls within an epoch, whatever arrives late.</summary>
    public long Received { get; private set; }

    /// <inheritdoc cref="Received"/>
    public long Taken { get; private set; }

    public bool IsCongested { get; private set; }

    /// <summary>It has been within a window of the end: the window waits for it.</summary>
    public bool HoldsWindow { get; set; }

    /// <summary>When it took something last, or had nothing to take.</summary>
    public TimeSpan Progress { get; set; }

    public TimeSpan LastAck { get; private set; }

    /// <summary>It answers: the stream is sent to it from a position on.</summary>
    public void Attach(long next, TimeSpan now)
    {
        IsAttached = true;
        HoldsWindow = false;
        Progress = LastAck = now;
        StartAt(next);
    }

    /// <summary>It has to attach again.</summary>
    public void Detach() => IsAttached = false;

    public void StartAt(long next)
    {
        Next = next;
        FlowStart = next - 1;
        _receivedAtGap = -1;
    }

    /// <returns>The position to send now.</returns>
    public long TakeNext() => Next++;

    /// <summary>Sends again what has not been received.</summary>
    private void Rewind() => Next = Math.Min(Next, Math.Max(Received, FlowStart) + 1);

    /// <summary>Sends again what was sent before the last call and has not been received since.</summary>
    public void RewindWithoutProgress()
    {
        if (Received == _receivedAtTick)
            Rewind();
        _receivedAtTick = Received;
    }

    /// <param name="end">Of the stream: a relay that comes from another room may claim more.</param>
    public void OnAck(ClusterMessages.Ack ack, long end, TimeSpan now)
    {
        if (ack.Taken > Taken)
            Progress = now;
        LastAck = now;
        Received = Math.Max(Received, Math.Min(ack.Received, end));
        Taken = Math.Max(Taken, Math.Min(ack.Taken, end));
        IsCongested = ack.IsCongested;
        Next = Math.Max(Next, Received + 1);
        FlowStart = Math.Max(FlowStart, Received);
        if (!ack.HasGap || ack.Received < Received)
            return;
        if (Received < FlowStart)
            Detach();
        else if (Received > _receivedAtGap)
            RewindToGap();
    }

    private void RewindToGap()
    {
        _receivedAtGap = Received;
        Rewind();
    }
}
