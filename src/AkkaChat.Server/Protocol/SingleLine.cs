using System.Globalization;

namespace AkkaChat.Server.Protocol;

/// <summary>Keeps text on one line, and free of what drives a terminal or turns the direction of writing.</summary>
internal static class SingleLine
{
    public static string Sanitize(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = IsPlain(source[i]) ? source[i] : ' ';
    });

    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
