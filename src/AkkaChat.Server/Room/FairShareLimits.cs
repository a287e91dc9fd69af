namespace AkkaChat.Server.Room;

/// <summary>How much is accepted while a member is congested; see <see cref="FairShares"/>.</summary>
/// <param name="Share">Bytes that one member may use at once.</param>
/// <param name="HeadRoom">Bytes that the shares of all members may use in any <paramref name="RefillTime"/>.</param>
/// <param name="RefillTime">Time in which an empty share becomes full: how long a member may stay congested.</param>
internal sealed record FairShareLimits(int Share, int HeadRoom, TimeSpan RefillTime)
{
    /// <summary>
    /// Bytes for what no share covers: a line that is longer than a share, and the first bytes of members that join during the
    /// congestion. Refilled in the same time, and overdrawn by one line at most.
    /// </summary>
    public int Reserve => HeadRoom / 16;
}
