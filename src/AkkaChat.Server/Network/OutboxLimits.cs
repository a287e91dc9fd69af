namespace AkkaChat.Server.Network;

/// <summary>
/// How <c>limits.max-pending</c> is divided, so that a member can never be owed more: it is congested above
/// <see cref="High"/>; until the room hears of that it may get one more window, and the last block of a window may be
/// larger than a window by one line. See docs/protocol.md for the sum.
/// </summary>
/// <param name="MaxPending">Most bytes that a member may be behind.</param>
internal sealed record OutboxLimits(int MaxPending)
{
    /// <summary>The longest formatted line must fit into the margin that the window leaves.</summary>
    public const int LinesPerMaxPending = 16;

    /// <summary>Congested above this.</summary>
    public int High => MaxPending / 4 * 3;

    /// <summary>Relieved below this. Near the high mark: a slow reader has to read little to be relieved in time.</summary>
    public int Low => High - Window;

    /// <summary>Bytes that the room delivers before it waits until all members have taken them.</summary>
    public int Window => MaxPending / 32;
}
