using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>Why a new connection is not admitted.</summary>
/// <param name="Text">The message for the client.</param>
internal sealed record Rejection(CloseReason Reason, string Text)
{
    public static readonly Rejection RoomFull = new(CloseReason.RoomFull, ServerMessages.RoomFull);

    public static readonly Rejection AddressFull = new(CloseReason.AddressFull, ServerMessages.AddressFull);
}
