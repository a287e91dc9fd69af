using System.Globalization;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>Which usernames are allowed.</summary>
/// <param name="MaxLength">Maximum number of Unicode scalar values.</param>
/// <param name="ReservedName">The server's own name, rejected case-insensitively.</param>
internal sealed record UsernameRules(int MaxLength, string ReservedName)
{
    /// <summary>Maximum bytes of the username line: the longest name in UTF-8 and white space around it.</summary>
    public int MaxLineLength => (4 * MaxLength) + 1024;

    public string TooLong => ServerMessages.UsernameTooLong(MaxLength);

    /// <summary>Checks a trimmed name of a client.</summary>
    /// <returns>The message for the client if the name is rejected, or an empty string.</returns>
    public string Check(string name)
    {
        var reason = CheckCharacters(name);
        if (reason.Length > 0)
            return reason;
        if (string.Equals(name, ReservedName, StringComparison.OrdinalIgnoreCase))
            return ServerMessages.UsernameReserved(ReservedName);
        return "";
    }

    /// <summary>The part of <see cref="Check"/> that applies to the server's own name, too.</summary>
    public string CheckCharacters(string name)
    {
        if (name.Length == 0)
            return ServerMessages.UsernameEmpty;
        if (name.Contains(':'))
            return ServerMessages.UsernameWithColon;

        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (IsControl(rune))
                return ServerMessages.UsernameWithControl;
        }

        return length > MaxLength ? TooLong : "";
    }

    /// <summary>U+2028 and U+2029 are not of Unicode's category Cc, but some readers end a line there.</summary>
    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
