using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>Every text that the server itself sends to a client. Part of the protocol: see docs/protocol.md.</summary>
internal static class ServerMessages
{
    public const string RoomFull = "the room is full";
    public const string AddressFull = "too many connections from your address";
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
        $"no username was sent within {Text(timeout)}";

    public static string IdleTimeout(TimeSpan timeout) => $"no message was sent for {Text(timeout)}";

    public static string NameBanned(string reason) => WithReason("this username is refused for now", reason);

    public static string Banned(string reason) => WithReason("your address is banned", reason);

    public static string Kicked(string reason) => WithReason("an operator has disconnected you", reason);

    public static string Muted(TimeSpan? left, string reason) => WithReason(
        left is { } time ? $"your messages are not sent for {Text(RoundUp(time))}" : "your messages are not sent", reason);

    public static string MessageTooLong(int maxLength) => $"message longer than {maxLength} bytes was not sent";

    /// <summary>In the largest unit of which it is at least two, and no fraction.</summary>
    private static string Text(TimeSpan time)
    {
        (string Name, TimeSpan Length)[] units = [("days", TimeSpan.FromDays(1)), ("hours", TimeSpan.FromHours(1)), ("minutes", TimeSpan.FromMinutes(1))];
        var unit = Array.Find(units, unit => time >= 2 * unit.Length && time.Ticks % unit.Length.Ticks == 0);
        return unit.Name is null ? $"{time.TotalSeconds} seconds" : $"{time / unit.Length} {unit.Name}";
    }

    /// <summary>To seconds; from two minutes on to minutes, and from two hours on to hours.</summary>
    private static TimeSpan RoundUp(TimeSpan time)
    {
        var unit = time.TotalHours >= 2 ? TimeSpan.FromHours(1) : time.TotalMinutes >= 2 ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);
        return Math.Ceiling(time / unit) * unit;
    }

    private static string WithReason(string text, string reason) => reason.Length == 0 ? text : $"{text}: {reason}";
}
