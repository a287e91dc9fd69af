namespace AkkaChat.Server.Room;

/// <summary>What the room needs to know of the configuration.</summary>
/// <param name="UniqueNames">Refuse a name that is in use.</param>
/// <param name="DeliveryWindow">
/// Bytes that are delivered at most, but for one line, before the room waits for acknowledgements.
/// </param>
internal sealed record RoomSettings(bool UniqueNames, int DeliveryWindow);
