namespace AkkaChat.Server.Room;

/// <summary>How much is accepted while a member is congested; see <see cref="FairShares"/>. All sizes are in bytes.</summary>
/// <param name="Share">What one member may use at once.</param>
/// <param name="HeadRoom">What all members together may use in any <paramref name="RefillTime"/>.</param>
/// <param name="RefillTime">Time in which what was used is refilled: how long a member may stay congested.</param>
internal sealed record FairShareLimits(int Share, int HeadRoom, TimeSpan RefillTime)
{
    /// <summary>What the room holds at once; refilled in the same time, so that both make up the head room.</summary>
    public int Room => HeadRoom / 2;

    /// <summary>For what exceeds a share in a line that is longer; overdrawn by one line at most.</summary>
    public int LongLines => HeadRoom / 16;
}
