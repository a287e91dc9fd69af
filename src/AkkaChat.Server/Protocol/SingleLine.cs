using System.Globalization;

namespace AkkaChat.Server.Protocol;

/// <summary>Text for people that must stay on one line, whatever values it quotes.</summary>
internal static class SingleLine
{
    /// <summary>Replaces control and format characters, TAB and all line ends included, by spaces.</summary>
    public static string Sanitize(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = IsPlain(source[i]) ? source[i] : ' ';
    });

    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
