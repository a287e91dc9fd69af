namespace AkkaChat.Server.Protocol;

/// <summary>Which usernames are allowed.</summary>
/// <param name="MaxLength">Maximum number of Unicode scalar values.</param>
/// <param name="ReservedName">The server's own name, rejected case-insensitively.</param>
internal sealed record UsernameRules(int MaxLength, string ReservedName)
{
    /// <summary>Equal for names that differ in case only, which are the same name; without a locale.</summary>
    public static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;

    /// <summary>Maximum bytes of the username line: the longest name in UTF-8, and what is removed from it.</summary>
    public int MaxLineLength => (4 * MaxLength) + 1024;

    public string TooLong => ServerMessages.UsernameTooLong(MaxLength);

    /// <summary>Checks a name of a client, normalized.</summary>
    /// <returns>The message for the client if the name is rejected, or an empty string.</returns>
    public string Check(string name)
    {
        var reason = CheckCharacters(name);
        if (reason.Length > 0)
            return reason;
        return Comparer.Equals(name, ReservedName) ? ServerMessages.UsernameReserved(ReservedName) : "";
    }

    /// <summary>The part of <see cref="Check"/> that applies to the server's own name, too.</summary>
    public string CheckCharacters(string name)
    {
        if (name.EnumerateRunes().Any(UsernameCharacters.IsControl))
            return ServerMessages.UsernameWithControl;
        if (name.Length == 0)
            return ServerMessages.UsernameEmpty;
        if (name.Contains(':'))
            return ServerMessages.UsernameWithColon;
        if (UsernameCharacters.FindInvisible(name) is { } invisible)
            return ServerMessages.UsernameWithInvisible(invisible);
        return name.EnumerateRunes().Count() > MaxLength ? TooLong : "";
    }
}
