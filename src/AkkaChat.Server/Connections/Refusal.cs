namespace AkkaChat.Server.Network;

/// <summary>Why a client is not let in.</summary>
/// <param name="Text">The same, worded for the client.</param>
internal sealed record Refusal(DisconnectReason Reason, string Text)
{
    public static readonly Refusal RoomFull = new(DisconnectReason.RoomFull, "the room is full");

    public static readonly Refusal AddressFull = new(
        DisconnectReason.AddressFull, "too many connections from your address");
}
