namespace AkkaChat.TerminalClient.Session;

/// <summary>The server's own lines that decide how a session goes on, as docs/protocol.md has them.</summary>
internal static class ServerNotices
{
    public const string WrongPassword = "wrong password, send username:password";
    public const string NameInUse = "username is in use";
    public const string NameWithColon = "username must not contain ':'";
    public const string RoomFull = "the room is full";
    public const string AddressFull = "too many connections from your address";
    public const string Banned = "your address is banned";
    public const string Kicked = "an operator has disconnected you";
    public const string Idle = "no message was sent for ";

    /// <summary>It refuses a join, if the server closes the connection after it.</summary>
    public static bool IsRefusal(string words) => StartsWithAny(
        words, WrongPassword, "too many wrong passwords", NameInUse, "username must ", "this username is refused", RoomFull, AddressFull,
        Banned, "no username was sent", "this port speaks the chat protocol only");

    /// <summary>It ends a membership, if the server closes the connection after it.</summary>
    public static bool IsExpulsion(string words) => StartsWithAny(words, Kicked, Banned, Idle);

    /// <summary>An operator has muted this member: its messages are dropped, the further ones without a notice.</summary>
    public static bool IsMute(string words) => StartsWithAny(words, "your messages are not sent");

    /// <summary>A message was dropped because it was too long.</summary>
    public static bool IsTooLong(string words) => StartsWithAny(words, "message longer than ");

    /// <summary>Another attempt can succeed without any change.</summary>
    public static bool IsTemporary(string words) => words is RoomFull or AddressFull;

    /// <summary>A plain sentence where there is one, and the words of the server.</summary>
    public static string Explain(string words, bool hasSentPassword)
    {
        var plain = words switch
        {
            WrongPassword => "That password is not right.",
            NameInUse => "Somebody here already has this name.",
            NameWithColon when hasSentPassword => "The room has no password: unset AKKACHAT_PASSWORD.",
            _ when StartsWithAny(words, Banned) => "This room is closed to you.",
            _ when StartsWithAny(words, Kicked) => "You were put out of the room.",
            _ when StartsWithAny(words, Idle) => "You were disconnected, because you wrote nothing for a while.",
            _ => "",
        };
        return $"{plain} The server says: \u201C{words}\u201D.".TrimStart();
    }

    private static bool StartsWithAny(string words, params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            if (words.StartsWith(start, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
