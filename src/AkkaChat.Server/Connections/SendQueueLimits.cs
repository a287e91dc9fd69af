namespace AkkaChat.Server.Connections;

/// <summary>
/// How <c>limits.max-pending</c> is divided, so that it is never exceeded by what the room delivers: a member is congested
/// above the high watermark, and may receive one delivery window, one batch and two lines more until the room knows.
/// docs/protocol.md has the sum.
/// </summary>
/// <param name="MaxPending">Maximum bytes that a client may have pending.</param>
internal sealed record SendQueueLimits(int MaxPending)
{
    /// <summary>
    /// The minimum of <c>max-pending</c>, in longest lines: two of them must fit between the sum above and the limit.
    /// </summary>
    public const int MinLines = 11;

    public int HighWatermark => MaxPending / 4 * 3;

    /// <summary>Near the high watermark, so that a slow reader recovers by reading little.</summary>
    public int LowWatermark => HighWatermark - Window;

    /// <summary>The delivery window of the room.</summary>
    public int Window => MaxPending / 32;
}
