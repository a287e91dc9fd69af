using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconReaderErrorTests
{
    private const string NoKey = ", but a key must come here; an empty one must be in quotes";
    private const string NoEnd = ", but ',' or the end of the line must come first; in a text most special characters must be in quotes";
    private const string NoValue = "a value is missing: found ";
    private const string InQuotes = "; most special characters must be in quotes";
    private const string NoSeparator = " must be followed by '=', ':', '+=' or '{', not by ";
    private const string NoItem = "found ',', but there is nothing before it that it could end";
    private const string Apart = ": ',' or the end of the line must separate values";
    private const string Unescaped = "unknown escape sequence: a backslash in quotes must be doubled, or be followed by one of \"\\/bfnrt or by u and four hexadecimal digits";
    private const string HalfPair = "half of a surrogate pair: \\ud800 to \\udbff must be followed by \\udc00 to \\udfff";
    private const string NoFile = "; a key that begins with include must be in quotes, and URLs, classpaths and packages cannot be included";
    private const string InList = " is not possible in a list, whose items no substitution can refer to: move it out of the list";

    [Theory]
    [InlineData("a = 1\nb {\n  c = 1\n", 2, 3, "'{' is never closed: '}' is missing")]
    [InlineData("{\n  a = 1\n", 1, 1, "'{' is never closed: '}' is missing")]
    [InlineData("a {\n  b {\n}", 1, 3, "'{' is never closed: '}' is missing")]
    [InlineData("a = 1\nb = [1,\n2", 2, 5, "'[' is never closed: ']' is missing")]
    [InlineData("a = 1\n}", 2, 1, "found '}', but nothing is open")]
    [InlineData("a { b = 1 }}", 1, 12, "found '}', but nothing is open")]
    [InlineData("a { b = 1 ]", 1, 11, "found ']', but '}' must come first")]
    [InlineData("a = [1 }", 1, 8, "found '}', but ']' must come first")]
    [InlineData("]", 1, 1, "found ']', but nothing is open")]
    [InlineData("[1]", 1, 1, "found '[', but the root must be an object: fields with or without '{' around them")]
    [InlineData("{ a = 1 } b = 2", 1, 11, "found 'b' after the '}' that ends the root")]
    [InlineData("a { b = 1 } { c = 2 }", 1, 13, "found '{'" + NoEnd)]
    public void A_brace_or_bracket_has_its_counterpart(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Theory]
    [InlineData("a = 1,,b = 2", 1, 7)]
    [InlineData(",a = 1", 1, 1)]
    [InlineData("a = 1,,", 1, 7)]
    [InlineData("a {,}", 1, 4)]
    [InlineData("a = [,1]", 1, 6)]
    [InlineData("a = [1,\n,2]", 2, 1)]
    [InlineData("a = [1,,]", 1, 8)]
    public void A_comma_has_something_before_it(string text, int line, int column) => AssertError(text, line, column, NoItem);

    [Theory]
    [InlineData("a =", 1, 4, NoValue + "the end" + InQuotes)]
    [InlineData("a { b = }", 1, 9, NoValue + "'}'" + InQuotes)]
    [InlineData("a = , b = 1", 1, 5, NoValue + "','" + InQuotes)]
    [InlineData("a {\n  b = # nothing\n}", 3, 1, NoValue + "'}'" + InQuotes)]
    [InlineData("a = $b", 1, 5, NoValue + "'$'" + InQuotes)]
    [InlineData("a = *", 1, 5, NoValue + "'*'" + InQuotes)]
    [InlineData("a = 1\nb == 2", 2, 4, NoValue + "'='" + InQuotes)]
    [InlineData("a = localhost:9000", 1, 14, "found ':'" + NoEnd)]
    [InlineData("a = [::]", 1, 6, NoValue + "':'" + InQuotes)]
    [InlineData("a = 1 b = 2", 1, 9, "found '='" + NoEnd)]
    [InlineData("a = x*", 1, 6, "found '*'" + NoEnd)]
    [InlineData("a = 1\u2028b = 2", 1, 9, "found '='" + NoEnd)]
    [InlineData("a = x [1]", 1, 7, "a list cannot be joined to a text" + Apart)]
    [InlineData("a = [1] b = 2", 1, 9, "a text cannot be joined to a list" + Apart)]
    [InlineData("a = { b = 1 } [2]", 1, 15, "a list cannot be joined to an object" + Apart)]
    [InlineData("a = ${?b} {} null", 1, 14, "a text cannot be joined to an object" + Apart)]
    public void A_value_is_all_texts_or_all_lists_or_all_objects(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Theory]
    [InlineData("a", 1, 2, "'a'" + NoSeparator + "the end")]
    [InlineData("a\nb = 1", 1, 2, "'a'" + NoSeparator + "the end of the line")]
    [InlineData("a.b c", 1, 6, "'a.b c'" + NoSeparator + "the end")]
    [InlineData("a [1]", 1, 3, "'a'" + NoSeparator + "'['")]
    [InlineData("a + = 1", 1, 3, "'a'" + NoSeparator + "'+'")]
    [InlineData("= 1", 1, 1, "found '='" + NoKey)]
    [InlineData("a..b = 1", 1, 3, "found '.'" + NoKey)]
    [InlineData("a. = 1", 1, 4, "found '='" + NoKey)]
    [InlineData(".a = 1", 1, 1, "found '.'" + NoKey)]
    [InlineData("a.", 1, 3, "found the end" + NoKey)]
    [InlineData("{{a = 1}}", 1, 2, "found '{'" + NoKey)]
    [InlineData("a = 1\n😀b", 2, 4, "'😀b'" + NoSeparator + "the end")]
    [InlineData("x@ = 1", 1, 2, "'x'" + NoSeparator + "'@'")]
    public void A_key_is_a_path_and_a_separator_follows(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Theory]
    [InlineData("a = 1\nb = \"x", 2, 5, "'\"' is never closed: the text must end in the same line")]
    [InlineData("a = \"x\n\"", 1, 5, "'\"' is never closed: the text must end in the same line")]
    [InlineData("a = x \"\"\"y\n\"\"", 1, 7, "'\"\"\"' is never closed: another '\"\"\"' is missing")]
    [InlineData("\"a = 1", 1, 1, "'\"' is never closed: the text must end in the same line")]
    [InlineData("a = \"x\ty\"", 1, 7, "a control character in quotes must be written as \\u0009, a TAB as \\t")]
    [InlineData("a = \"\u0001\"", 1, 6, "a control character in quotes must be written as \\u0001, a TAB as \\t")]
    [InlineData("a = \"x\\q\"", 1, 7, Unescaped)]
    [InlineData("a = \"\\u12g4\"", 1, 6, Unescaped)]
    [InlineData("a = \"\\u12", 1, 6, Unescaped)]
    [InlineData("a = \"\\", 1, 6, Unescaped)]
    [InlineData("a = \"x\\ud83d\"", 1, 5, HalfPair)]
    [InlineData("a = \"\\ude00\"", 1, 5, HalfPair)]
    [InlineData("a = \"\\ude00\\ud83d\"", 1, 5, HalfPair)]
    [InlineData("a = 1\n\"\\ud83d\" = 1", 2, 1, HalfPair)]
    public void A_quoted_text_is_as_in_JSON(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Theory]
    [InlineData("a = ${b", 1, 5, "'${' is never closed: '}' is missing before the end")]
    [InlineData("a = ${b\n}", 1, 5, "'${' is never closed: '}' is missing before the end of the line")]
    [InlineData("a = ${b=}", 1, 5, "'${' is never closed: '}' is missing before '='")]
    [InlineData("a = ${}", 1, 7, "found '}'" + NoKey)]
    [InlineData("a = ${", 1, 7, "found the end" + NoKey)]
    [InlineData("a = ${ ?b}", 1, 8, "found '?'" + NoKey)]
    [InlineData("a = ${${b}}", 1, 7, "found '$'" + NoKey)]
    public void A_substitution_is_a_path(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Theory]
    [InlineData("include = 1", 1, 9, "include must be followed by \"path\", file(\"path\") or required(…), not by '='" + NoFile)]
    [InlineData("include b.conf", 1, 9, "include must be followed by \"path\", file(\"path\") or required(…), not by 'b'" + NoFile)]
    [InlineData("include url(\"http://x\")", 1, 9, "include must be followed by \"path\", file(\"path\") or required(…), not by 'u'" + NoFile)]
    [InlineData("include required(classpath(\"x\"))", 1, 18, "include must be followed by \"path\", file(\"path\") or required(…), not by 'c'" + NoFile)]
    [InlineData("include file(\"x\"", 1, 17, "found the end, but ')' must come here")]
    [InlineData("a = [{ b += 1 }]", 1, 10, "'+='" + InList)]
    [InlineData("a = 1\ninclude \"x\"", 2, 9, "include: only a file can include another one")]
    public void An_include_is_the_name_of_a_file(string text, int line, int column, string problem) =>
        AssertError(text, line, column, problem);

    [Fact]
    public void Line_ends_of_Windows_do_not_shift_the_place_of_an_error() =>
        AssertError("a = 1\r\n\r\nb = }\r\n", 3, 5, NoValue + "'}'" + InQuotes);

    [Theory]
    [InlineData("a = {", "--set: '{' is never closed: '}' is missing")]
    [InlineData("a b ? 1", "--set: 'a b'" + NoSeparator + "'?'")]
    public void An_error_in_a_single_field_is_reported_without_a_place(string text, string problem) =>
        Assert.Equal([problem], HoconTrees.Problems(() => HoconReader.ReadField(text, "--set")));

    private static void AssertError(string text, int line, int column, string problem) => Assert.Equal(
        [$"test.hocon, line {line}, column {column}: {problem}"], HoconTrees.Problems(() => HoconTrees.Read(text)));
}
