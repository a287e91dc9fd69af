using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>Why a client is refused.</summary>
/// <param name="Text">The text that the client is sent.</param>
internal sealed record Rejection(CloseReason Reason, string Text)
{
    public static readonly Rejection RoomFull = new(CloseReason.RoomFull, ServerMessages.RoomFull);

    public static readonly Rejection AddressFull = new(CloseReason.AddressFull, ServerMessages.AddressFull);

    public static readonly Rejection NameTaken = new(CloseReason.NameTaken, ServerMessages.NameTaken);

    public static Rejection InvalidUsername(string text) => new(CloseReason.InvalidUsername, text);

    public static Rejection HandshakeTimeout(TimeSpan timeout) =>
        new(CloseReason.HandshakeTimeout, ServerMessages.HandshakeTimeout(timeout));
}
