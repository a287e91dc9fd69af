using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>Every text that the server itself sends to a client. Part of the protocol: see docs/protocol.md.</summary>
internal static class ServerMessages
{
    public const string RoomFull = "the room is full";
    public const string AddressFull = "too many connections from your address";
    public const string NameRefused = "this username is refused for now";
    public const string WrongPassword = "wrong password, send username:password";
    public const string TooManyWrongPasswords = "too many wrong passwords, try again in a minute";
    public const string NotAChatClient = "this port speaks the chat protocol only: the first line is a username";
    public const string NameTaken = "username is in use";
    public const string UsernameNotUtf8 = "username must be valid UTF-8";
    public const string UsernameEmpty = "username must not be empty";
    public const string UsernameWithColon = "username must not contain ':'";
    public const string UsernameWithControl = "username must not contain control characters";

    public static string UsernameWithInvisible(Rune character) =>
        $"username must not contain the invisible character U+{character.Value:X4}";

    public static string UsernameTooLong(int maxLength) => $"username must not be longer than {maxLength} characters";

    public static string UsernameReserved(string name) => $"username must not be '{name}'";

    public static string HandshakeTimeout(TimeSpan timeout) =>
        $"no username was sent within {timeout.TotalSeconds} seconds";

    public static string IdleTimeout(TimeSpan timeout) => $"no message was sent for {timeout.TotalSeconds} seconds";

    public static string Banned(string reason) => WithReason("your address is banned", reason);

    public static string Kicked(string reason) => WithReason("an operator has disconnected you", reason);

    public static string Muted(TimeSpan? left, string reason) => WithReason(
        left is { } time ? $"your messages are not sent for {Math.Ceiling(time.TotalSeconds)} seconds" : "your messages are not sent", reason);

    public static string MessageTooLong(int maxLength) => $"message longer than {maxLength} bytes was not sent";

    private static string WithReason(string text, string reason) => reason.Length == 0 ? text : $"{text}: {reason}";
}
