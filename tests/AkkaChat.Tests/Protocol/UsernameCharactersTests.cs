using System.Globalization;
using System.Text;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Tests.Protocol;

public sealed class UsernameCharactersTests
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt.</summary>
    private static readonly (int First, int Last)[] DefaultIgnorable =
    [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>Variation_Selector in Unicode's PropList.txt.</summary>
    private static readonly (int First, int Last)[] VariationSelectors =
        [(0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF)];

    /// <summary>Blank, but neither white space nor ignorable.</summary>
    private static readonly int[] Blank = [0x2800, 0x13441, 0x13442, 0x1D159];

    [Fact]
    public void Exactly_the_invisible_characters_are_found()
    {
        var found = AllRunes().Where(rune => UsernameCharacters.FindInvisible($"a{rune}b") is { } first && first == rune);

        Assert.Equal(
            AllRunes().Where(rune => !In(rune, VariationSelectors) && (In(rune, DefaultIgnorable)
                || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
                || Blank.Contains(rune.Value)
                || IsNoncharacter(rune.Value))),
            found.Where(rune => !UsernameCharacters.IsVariationSelector(rune)));
    }

    [Fact]
    public void Exactly_the_variation_selectors_are_removed() => Assert.Equal(
        AllRunes().Where(rune => In(rune, VariationSelectors)),
        AllRunes().Where(rune => UsernameCharacters.Normalize($"a{rune}b") == "ab"));

    [Theory]
    // Persian, Devanagari, Sinhala, Malayalam.
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("ශ්\u200Dරී")]
    [InlineData("ന്\u200D\u0D2F")]
    [InlineData("\u0591\u200C\u05D0")]
    [InlineData("\u0CBE\u200D\u0CBE")] // spacing marks
    [InlineData("\u20DD\u200D\u20DD")] // enclosing marks
    [InlineData("\U00011013\u200D\U00011046")]
    public void A_joiner_may_stand_between_letters_and_marks_that_need_it(string name) =>
        Assert.Null(UsernameCharacters.FindInvisible(name));

    [Theory]
    [InlineData("a", "b")]
    [InlineData("\u05D0", "b")]
    [InlineData("a", "\u05D0")]
    [InlineData("", "\u05D0")]
    [InlineData("\u05D0", "")]
    [InlineData("", "")]
    [InlineData("\u0587", "\u0587")] // the last letter of Armenian
    [InlineData("\u058F", "\u05D0")]
    [InlineData("\u0301", "\u0301")]
    [InlineData("\u05D0", " \u05D0")]
    [InlineData("\u05D0", "1")]
    [InlineData("\u0661", "\u0661")] // digits
    [InlineData("👩", "🚀")]
    [InlineData("❤", "🔥")]
    [InlineData("🏳", "🌈")]
    [InlineData("\u05D0", "\u2028")]
    public void A_joiner_elsewhere_is_invisible(string before, string after)
    {
        Assert.Equal(new Rune(NonJoiner), UsernameCharacters.FindInvisible($"{before}\u200C{after}"));
        Assert.Equal(new Rune(Joiner), UsernameCharacters.FindInvisible($"{before}\u200D{after}"));
    }

    [Fact]
    public void Two_joiners_in_a_row_are_invisible() =>
        Assert.Equal(new Rune(NonJoiner), UsernameCharacters.FindInvisible("\u05D0\u200C\u200D\u05D0"));

    [Theory]
    [InlineData("a\u200Bb\u2060", 0x200B)]
    [InlineData("\u05D0\u200D\u05D0\u00AD", 0xAD)]
    public void The_first_one_is_found(string name, int code) =>
        Assert.Equal(new Rune(code), UsernameCharacters.FindInvisible(name));

    [Theory]
    [InlineData("e\u0301")]
    [InlineData("\u0430\uFF41\u00A0x")]
    [InlineData("\uE000\u0378\uFFFC\uFFFD\U000E1000\U0010FFFD")] // private, unassigned, replacements
    [InlineData("1\u20E3")]
    public void Other_characters_are_not_judged(string name) => Assert.Null(UsernameCharacters.FindInvisible(name));

    private static bool IsNoncharacter(int code) => code is >= 0xFDD0 and <= 0xFDEF || code % 0x10000 >= 0xFFFE;

    private static bool In(Rune rune, (int First, int Last)[] ranges) =>
        ranges.Any(range => rune.Value >= range.First && rune.Value <= range.Last);

    private static IEnumerable<Rune> AllRunes() =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code));
}
