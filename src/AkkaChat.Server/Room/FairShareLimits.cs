namespace AkkaChat.Server.Room;

/// <summary>How much is accepted while a member is congested; see <see cref="FairShares"/>. All sizes are in bytes.</summary>
/// <param name="Share">Of one member.</param>
/// <param name="HeadRoom">Of all members together.</param>
/// <param name="RefillTime">In which each is refilled evenly: how long a member may stay congested.</param>
internal sealed record FairShareLimits(int Share, int HeadRoom, TimeSpan RefillTime)
{
    /// <summary>The part of the head room that is kept for members within their share.</summary>
    public int Reserve => HeadRoom / 4 * 3;

    /// <summary>For what exceeds a share in a line that is longer. One line at a time may overdraw it.</summary>
    public int LongLines => HeadRoom / 8;
}
