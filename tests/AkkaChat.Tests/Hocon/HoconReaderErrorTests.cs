using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconReaderErrorTests
{
    [Theory]
    // Braces and brackets.
    [InlineData("a = 1\nb {\n  c = 1\n", 2, 3, "'{' is never closed")]
    [InlineData("{\n  a = 1\n", 1, 1, "'{' is never closed")]
    [InlineData("a {\n  b {\n}", 1, 3, "'{' is never closed")]
    [InlineData("a = 1\nb = [1,\n2", 2, 5, "'[' is never closed")]
    [InlineData("a = 1\n}", 2, 1, "unexpected '}'")]
    [InlineData("a { b = 1 }}", 1, 12, "unexpected '}'")]
    [InlineData("a { b = 1 ]", 1, 11, "unexpected ']'")]
    [InlineData("a = [1 }", 1, 8, "unexpected '}'")]
    [InlineData("]", 1, 1, "unexpected ']'")]
    [InlineData("{ a = 1 } b = 2", 1, 11, "unexpected 'b'")]
    [InlineData("a { b = 1 } { c = 2 }", 1, 13, "unexpected '{'")]
    [InlineData("a = [1] [2]", 1, 9, "unexpected '['")]
    [InlineData("a = x [1]", 1, 7, "unexpected '['")]
    // Values.
    [InlineData("a =", 1, 4, "a value is missing")]
    [InlineData("a { b = }", 1, 9, "a value is missing")]
    [InlineData("a = , b = 1", 1, 5, "a value is missing")]
    [InlineData("a {\n  b = # nothing\n}", 3, 1, "a value is missing")]
    [InlineData("a = localhost:9000", 1, 14, "':' must be written in quotes")]
    [InlineData("a = [::]", 1, 6, "':' must be written in quotes")]
    [InlineData("a = 1 b = 2", 1, 9, "'=' must be written in quotes")]
    [InlineData("a = $b", 1, 5, "'$' must be written in quotes")]
    [InlineData("a = x*", 1, 6, "'*' must be written in quotes")]
    // Keys.
    [InlineData("a", 1, 2, "'a' must be followed by '=', ':' or '{'")]
    [InlineData("a\nb = 1", 1, 2, "'a' must be followed by '=', ':' or '{'")]
    [InlineData("a b = 1", 1, 3, "'a' must be followed by '=', ':' or '{'")]
    [InlineData("a.b c", 1, 5, "'a.b' must be followed by '=', ':' or '{'")]
    [InlineData("= 1", 1, 1, "a key cannot begin with '='")]
    [InlineData("a..b = 1", 1, 3, "a key cannot begin with '.'")]
    [InlineData("a.", 1, 3, "a key is missing at the end")]
    // Texts.
    [InlineData("a = 1\nb = \"x", 2, 5, "'\"' is never closed")]
    [InlineData("a = \"x\n\"", 1, 5, "'\"' is never closed")]
    [InlineData("a = x \"\"\"y\n\"\"", 1, 7, "'\"\"\"' is never closed")]
    [InlineData("\"a = 1", 1, 1, "'\"' is never closed")]
    [InlineData("a = \"x\\q\"", 1, 7, "unknown escape sequence")]
    [InlineData("a = \"\\u12g4\"", 1, 6, "unknown escape sequence")]
    [InlineData("a = \"\\u12", 1, 6, "unknown escape sequence")]
    [InlineData("a = \"\\", 1, 6, "unknown escape sequence")]
    [InlineData("a = \"x\\ud83d\"", 1, 5, "half of a surrogate pair")]
    [InlineData("a = \"\\ude00\"", 1, 5, "half of a surrogate pair")]
    [InlineData("a = \"\\ude00\\ud83d\"", 1, 5, "half of a surrogate pair")]
    [InlineData("a = 1\n\"\\ud83d\" = 1", 2, 1, "half of a surrogate pair")]
    // Substitutions.
    [InlineData("a = ${b", 1, 5, "'${' is never closed")]
    [InlineData("a = ${b c}", 1, 5, "'${' is never closed")]
    [InlineData("a = ${}", 1, 7, "a key cannot begin with '}'")]
    [InlineData("a = ${", 1, 7, "a key is missing at the end")]
    // Not supported.
    [InlineData("a = 1\ninclude \"b.hocon\"", 2, 9, "include is not supported")]
    [InlineData("a = 1\na += 2", 2, 3, "+= is not supported")]
    public void An_error_is_reported_with_its_place(string text, int line, int column, string problem) =>
        Assert.Equal(
            [$"test.hocon, line {line}, column {column}: {problem}"],
            HoconTrees.Problems(() => HoconTrees.Read(text)));

    [Fact]
    public void Line_ends_of_Windows_do_not_shift_the_place_of_an_error() =>
        Assert.Equal(
            ["test.hocon, line 3, column 5: a value is missing"],
            HoconTrees.Problems(() => HoconTrees.Read("a = 1\r\n\r\nb = }\r\n")));

    [Fact]
    public void Include_can_be_a_key() =>
        Assert.Equal("{include=1}", HoconTrees.Show(HoconTrees.Read("include = 1")));

    [Theory]
    [InlineData("a{", "}")]
    [InlineData("a=[", "]")]
    public void Nesting_has_a_limit(string open, string close)
    {
        // The root is the first of 64 levels.
        var list = open.EndsWith('[');
        string Nested(int depth) =>
            open + Repeat(list ? "[" : open, depth - 1) + Repeat(close, depth);

        Assert.NotEmpty(HoconTrees.Read(Nested(63)).Fields);
        var column = list ? 3 + 63 + 1 : (2 * 64) + 1;
        Assert.Equal(
            [$"test.hocon, line 1, column {column}: nested too deeply"],
            HoconTrees.Problems(() => HoconTrees.Read(Nested(64))));
    }

    [Fact]
    public void A_path_has_the_same_limit()
    {
        static string Path(int keys) => string.Join('.', Enumerable.Repeat("a", keys));

        Assert.NotEmpty(HoconTrees.Read($"{Path(64)} = ${{?{Path(64)}}}").Fields);
        Assert.Equal(
            ["test.hocon, line 1, column 130: nested too deeply"],
            HoconTrees.Problems(() => HoconTrees.Read($"{Path(65)} = 1")));
        Assert.Equal(
            ["test.hocon, line 1, column 136: nested too deeply"],
            HoconTrees.Problems(() => HoconTrees.Read($"a = ${{{Path(65)}}}")));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    public void Nesting_of_any_depth_does_not_overflow_the_stack(string open) =>
        Assert.EndsWith(
            "nested too deeply",
            Assert.Single(HoconTrees.Problems(() => HoconTrees.Read("a=" + Repeat(open, 200_000)))));

    [Theory]
    [InlineData("a = {", "--set: '{' is never closed")]
    [InlineData("a b = 1", "--set: 'a' must be followed by '=', ':' or '{'")]
    public void An_error_in_a_single_field_is_reported_without_a_place(string text, string problem) =>
        Assert.Equal([problem], HoconTrees.Problems(() => HoconReader.ReadField(text, "--set")));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
