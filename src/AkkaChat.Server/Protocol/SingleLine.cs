using System.Globalization;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>Makes text for people safe to print: one line that cannot control a terminal or change the direction of text.</summary>
internal static class SingleLine
{
    /// <summary>
    /// Replaces each control character (TAB and line ends included), each format character (such as the bidirectional
    /// formatting characters), U+2028 and U+2029 by a space, and each unpaired surrogate by U+FFFD.
    /// </summary>
    public static string Sanitize(string text)
    {
        var line = new StringBuilder(text.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsPlain(rune) ? rune : new Rune(' ');
            line.Append(utf16[..shown.EncodeToUtf16(utf16)]);
        }

        return line.ToString();
    }

    public static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
