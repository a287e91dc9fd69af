using System.Globalization;

namespace AkkaChat.Server.Protocol;

/// <summary>What a username may be.</summary>
/// <param name="MaxLength">Most characters (Unicode scalar values).</param>
/// <param name="ReservedName">The name of the server itself, which no client may bear, in whatever case.</param>
internal sealed record UsernameRules(int MaxLength, string ReservedName)
{
    /// <summary>
    /// Most bytes of the line that carries the name: the longest name in UTF-8, and room for white space around it.
    /// </summary>
    public int MaxLineLength => (4 * MaxLength) + 1024;

    public string TooLong => $"username must not be longer than {MaxLength} characters";

    /// <summary>Checks a name that has been trimmed.</summary>
    /// <returns>The reason why it is refused, worded for the client, or an empty string.</returns>
    public string Check(string name)
    {
        var reason = CheckCharacters(name);
        if (reason.Length > 0)
            return reason;
        if (string.Equals(name, ReservedName, StringComparison.OrdinalIgnoreCase))
            return $"username must not be '{ReservedName}'";
        return "";
    }

    /// <summary>The rules that hold for the name of the server, too.</summary>
    public string CheckCharacters(string name)
    {
        if (name.Length == 0)
            return "username must not be empty";
        if (name.Contains(':'))
            return "username must not contain ':'";

        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (IsControl(rune))
                return "username must not contain control characters";
        }

        return length > MaxLength ? TooLong : "";
    }

    // Line and paragraph separators are no controls to Unicode, but they end a line for some readers.
    private static bool IsControl(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
