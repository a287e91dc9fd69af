using System.Globalization;
using System.Text;

namespace AkkaChat.Server.Protocol;

/// <summary>The characters that a username must not contain, and those that are removed from it.</summary>
internal static class UsernameCharacters
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>The end of the basic blocks of Latin, Greek, Cyrillic and Armenian, whose letters are never joined.</summary>
    private const int LastWithoutJoiners = 0x058F;

    /// <summary>
    /// The name that a client means: without variation selectors, which emoji keyboards add and no reader sees, and without
    /// white space at both ends.
    /// </summary>
    public static string Normalize(string text)
    {
        var kept = new StringBuilder(text.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsVariationSelector(rune))
                kept.Append(utf16[..rune.EncodeToUtf16(utf16)]);
        }

        return kept.ToString().Trim();
    }

    /// <summary>Unicode's property Variation_Selector.</summary>
    public static bool IsVariationSelector(Rune rune) => rune.Value is (>= 0x180B and <= 0x180D) or 0x180F
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>U+2028 and U+2029 are not of Unicode's category Cc, but some readers end a line there.</summary>
    public static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>
    /// Finds the first character that readers do not see, or that changes the direction of text. The joiners U+200C and
    /// U+200D are allowed between two letters or marks of scripts that need them.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    public static Rune? FindInvisible(string name)
    {
        Rune[] runes = [.. name.EnumerateRunes()];
        for (var i = 0; i < runes.Length; i++)
        {
            var joins = runes[i].Value is ZeroWidthNonJoiner or ZeroWidthJoiner
                && i > 0 && i < runes.Length - 1 && IsJoined(runes[i - 1]) && IsJoined(runes[i + 1]);
            if (!joins && IsInvisible(runes[i]))
                return runes[i];
        }

        return null;
    }

    /// <summary>
    /// Unicode's category Cf (which has all direction marks) and the other code points of Default_Ignorable_Code_Point but
    /// variation selectors; blank symbols and letters that are not white space; noncharacters.
    /// </summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2065 or 0x3164 or 0xFFA0
            or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF)
        || rune.Value is 0x2800 or 0x13441 or 0x13442 or 0x1D159
        || rune.Value is (>= 0xFDD0 and <= 0xFDEF)
        || (rune.Value & 0xFFFE) == 0xFFFE;

    private static bool IsJoined(Rune rune) => rune.Value > LastWithoutJoiners
        && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}
