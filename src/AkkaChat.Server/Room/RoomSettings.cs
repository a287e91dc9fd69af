namespace AkkaChat.Server.Room;

/// <summary>The room's part of the configuration.</summary>
/// <param name="ServerName">Author of what an operator says.</param>
/// <param name="UniqueNames">Refuse a username that a member already has.</param>
/// <param name="DeliveryWindow">Bytes that the room may be ahead of its members, see <see cref="Room.DeliveryWindow"/>.</param>
/// <param name="FairShare">What is accepted while a member is congested.</param>
internal sealed record RoomSettings(string ServerName, bool UniqueNames, int DeliveryWindow, FairShareLimits FairShare)
{
    /// <summary>
    /// Half of the window: acknowledgements are requested each time that this is delivered. It is also the size of a
    /// full batch, which therefore is always acknowledged.
    /// </summary>
    public int AckThreshold => DeliveryWindow / 2;
}
