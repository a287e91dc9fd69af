namespace AkkaChat.Server.Room;

/// <param name="UniqueNames">Refuse a username that a member already has; names that differ in case only are equal.</param>
/// <param name="DeliveryWindow">Bytes that the room delivers before it waits for the acks of all members.</param>
internal sealed record RoomSettings(bool UniqueNames, int DeliveryWindow);
