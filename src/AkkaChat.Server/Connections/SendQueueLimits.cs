namespace AkkaChat.Server.Connections;

/// <summary>
/// How <c>limits.max-pending</c> is divided, so that a member can never be owed more: it is congested above
/// <see cref="HighWatermark"/>; until the room hears of that it may get one more window and one line. See docs/protocol.md for
/// the sum.
/// </summary>
/// <param name="MaxPending">Most bytes that a member may be behind.</param>
internal sealed record SendQueueLimits(int MaxPending)
{
    /// <summary>The longest lines that must fit in: two of them into the margin that the windows leave.</summary>
    public const int LinesPerMaxPending = 11;

    /// <summary>Congested above this.</summary>
    public int HighWatermark => MaxPending / 4 * 3;

    /// <summary>CongestionCleared below this. Near the high mark: a slow reader has to read little to be relieved in time.</summary>
    public int LowWatermark => HighWatermark - Window;

    /// <summary>What the room delivers before it waits until all members have taken it.</summary>
    public int Window => MaxPending / 32;
}
