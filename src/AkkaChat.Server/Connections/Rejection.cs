using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>Why a client is refused.</summary>
/// <param name="Text">The text that the client is sent; empty if it is sent none.</param>
internal sealed record Rejection(CloseReason Reason, string Text)
{
    public static readonly Rejection RoomFull = new(CloseReason.RoomFull, ServerMessages.RoomFull);

    public static readonly Rejection AddressFull = new(CloseReason.AddressFull, ServerMessages.AddressFull);

    public static readonly Rejection AddressDenied = Banned("");

    public static readonly Rejection WrongPassword = new(CloseReason.WrongPassword, ServerMessages.WrongPassword);

    public static readonly Rejection TooManyWrongPasswords =
        new(CloseReason.WrongPassword, ServerMessages.TooManyWrongPasswords);

    public static readonly Rejection NameTaken = new(CloseReason.NameTaken, ServerMessages.NameTaken);

    public static readonly Rejection TextProtocol = new(CloseReason.NotAChatClient, ServerMessages.NotAChatClient);

    /// <summary>A line of text would only be an error to a client that expects binary data.</summary>
    public static readonly Rejection BinaryProtocol = new(CloseReason.NotAChatClient, "");

    /// <param name="reason">Of the operator; may be empty.</param>
    public static Rejection Banned(string reason) => new(CloseReason.Banned, ServerMessages.Banned(reason));

    /// <param name="reason">Of the operator; may be empty.</param>
    public static Rejection NameBanned(string reason) => new(CloseReason.Banned, ServerMessages.NameBanned(reason));

    /// <param name="reason">Of the operator; may be empty.</param>
    public static Rejection Kicked(string reason) => new(CloseReason.Kicked, ServerMessages.Kicked(reason));

    public static Rejection InvalidUsername(string text) => new(CloseReason.InvalidUsername, text);

    public static Rejection HandshakeTimeout(TimeSpan timeout) =>
        new(CloseReason.HandshakeTimeout, ServerMessages.HandshakeTimeout(timeout));
}
