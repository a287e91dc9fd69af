using System.Globalization;

namespace AkkaChat.Server.Protocol;

/// <summary>Keeps text for people on one line, and free of characters that drive a terminal or turn the direction of writing.</summary>
internal static class SingleLine
{
    /// <summary>Replaces every control character (TAB and line ends included), format character, U+2028 and U+2029 by a space.</summary>
    public static string Sanitize(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = IsPlain(source[i]) ? source[i] : ' ';
    });

    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
