using System.Text;

namespace AkkaChat.TerminalClient.Session;

/// <summary>Usernames as docs/protocol.md has them, as far as a client must know before the server has checked them.</summary>
internal static class MemberName
{
    /// <summary>The author of the server's own lines, unless its configuration names another one.</summary>
    public const string Server = "server";

    /// <summary>The form that the server gives a name: without variation selectors, and without white space at its ends.</summary>
    public static string Normalize(string name)
    {
        var kept = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (!IsVariationSelector(rune.Value))
                kept.Append(rune);
        }

        return kept.ToString().Trim();
    }

    /// <returns>Why it cannot be sent; null if it can. Everything else the server says in its own words.</returns>
    public static string? ProblemOf(string name) => Normalize(name) switch
    {
        "" => "a name must not be empty",
        // The text behind it would be taken for the password.
        var text when text.Contains(':', StringComparison.Ordinal) => "a name cannot have a colon (:) in it",
        var text when text.Any(char.IsControl) => "a name cannot have control characters in it",
        _ => null,
    };

    private static bool IsVariationSelector(int value) =>
        value is (>= 0x180B and <= 0x180D) or 0x180F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
