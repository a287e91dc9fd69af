namespace AkkaChat.Server.Connections;

/// <summary>
/// How <c>limits.max-pending</c> is divided, so that it is never exceeded by what the room delivers to a member that is
/// congested, which begins above the high watermark and ends below the low one. docs/protocol.md has the sum.
/// </summary>
/// <param name="MaxPending">Maximum bytes that a client may have pending.</param>
internal sealed record SendQueueLimits(int MaxPending)
{
    /// <summary>The minimum of <c>max-pending</c>, in longest lines: three of them must fit beside the other parts.</summary>
    public const int MinLines = 12;

    public int HighWatermark => MaxPending / 8 * 5;

    /// <summary>Near the high watermark, so that a slow reader recovers by reading little.</summary>
    public int LowWatermark => HighWatermark - (MaxPending / 64);

    /// <summary>The delivery window of the room.</summary>
    public int Window => MaxPending / 32;

    /// <summary>The head room of <see cref="Room.FairShares"/>.</summary>
    public int HeadRoom => MaxPending / 32;

    /// <summary>
    /// A write takes no further batch beyond this cost. What is pending shrinks with each completed write, so a slow
    /// reader is seen to make progress.
    /// </summary>
    public int TargetBytesPerWrite => Math.Min(128 * 1024, MaxPending / 32);
}
