using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Connections;

/// <summary>Why a client is not admitted.</summary>
/// <param name="Text">The reason in words, sent to the client.</param>
internal sealed record Rejection(CloseReason Reason, string Text)
{
    public static readonly Rejection RoomFull = new(CloseReason.RoomFull, "the room is full");

    public static readonly Rejection AddressFull = new(
        CloseReason.AddressFull, "too many connections from your address");
}
