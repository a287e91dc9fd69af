using AkkaChat.TerminalClient.Screen;
using FsCheck.Xunit;

namespace AkkaChat.Tests.TerminalClient;

public sealed class TextWrapperTests
{
    [Theory]
    [InlineData("one two three", "one two|three")]
    [InlineData("one two three ", "one two|three")]
    [InlineData("onetwothreefour", "onetwothre|efour")]
    [InlineData("one twothreefour", "one|twothreefo|ur")]
    [InlineData("a 日本語の文章です。", "a 日本語の|文章です。")]
    [InlineData("日本語日本。日本", "日本語日|本。日本")]
    [InlineData("one\ttwo", "one    two")]
    [InlineData("", "")]
    public void Rows_end_between_words_where_that_is_possible(string text, string rows) =>
        Assert.Equal(rows, string.Join('|', TextWrapper.Wrap(text, 10, 10).Select(row => row.TrimEnd(' '))));

    [Fact]
    public void The_first_row_has_a_width_of_its_own() => Assert.Equal(["on", "e two"], TextWrapper.Wrap("one two", 2, 6));

    [Fact]
    public void A_pile_of_marks_takes_one_character() =>
        Assert.Equal("a\uFFFDb", Assert.Single(TextWrapper.Wrap("ae" + new string('\u0301', 5000) + "b", 10, 10)));

    [Property]
    public bool No_row_is_wider_than_it_may_be(string[] words, byte first, byte others)
    {
        var rows = TextWrapper.Wrap(string.Join(' ', words).Replace('\n', ' '), first + 1, others + 1);
        return rows.Count > 0 && rows.Select((row, i) => TextWrapper.Width(row) <= (i == 0 ? first : others) + 1).All(fits => fits);
    }

    [Theory]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("abc", 0, "")]
    public void Text_that_does_not_fit_is_cut(string text, int width, string expected) => Assert.Equal(expected, TextWrapper.Cut(text, width));
}
