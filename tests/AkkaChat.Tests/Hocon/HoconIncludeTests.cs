using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconIncludeTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["/etc/b.conf"] = "x = 1, y = ${x}",
        ["/etc/braces.conf"] = "{ x = ${?HOME} }",
        ["/etc/object.conf"] = "o { k = 1 }",
        ["/etc/top.conf"] = "r = ${top}",
        ["/etc/append.conf"] = "l += 2",
        ["/etc/sub/c.hocon"] = "include \"d.hocon\"\nc = 1",
        ["/etc/sub/d.hocon"] = "d = ${?c}",
        ["/etc/both.json"] = "{\"j\": 1, \"k\": 1}",
        ["/etc/both.conf"] = "k = 2",
        ["/etc/itself.conf"] = "include \"itself.conf\"",
        ["/etc/first.conf"] = "include \"second.conf\"",
        ["/etc/second.conf"] = "a = 1\n  include \"first.conf\"",
        ["/etc/open.conf"] = "q = {",
        ["/etc/list.conf"] = "[1]",
        ["/etc/many.conf"] = string.Concat(Enumerable.Repeat("include \"b.conf\"\n", 1001)),
    };

    [Theory]
    [InlineData("include \"b.conf\"", "{x=1, y=1}")]
    [InlineData("include\"b.conf\"", "{x=1, y=1}")]
    [InlineData("include\n  # a comment\n  \"b.conf\"", "{x=1, y=1}")]
    [InlineData("include file(\"b.conf\")", "{x=1, y=1}")]
    [InlineData("include required( \"b.conf\" )", "{x=1, y=1}")]
    [InlineData("include required(file( \"/etc/b.conf\" ))", "{x=1, y=1}")]
    [InlineData("include \"braces.conf\"", "{x=/root}")]
    [InlineData("include \"sub/c.hocon\"", "{d=1, c=1}")]
    [InlineData("include \"b\"", "{x=1, y=1}")]
    [InlineData("include \"both\"", "{j=1, k=2}")]
    [InlineData("a = 1, include \"b.conf\", c = 2", "{a=1, x=1, y=1, c=2}")]
    [InlineData("a { include \"b.conf\" }", "{a={x=1, y=1}}")]
    [InlineData("a = [{ b = 1, include \"both\" }]", "{a=[{b=1, j=1, k=2}]}")]
    public void A_file_is_included_where_the_statement_is(string text, string tree) => Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("x = 0\ninclude \"b.conf\"", "{x=1, y=1}")]
    [InlineData("include \"b.conf\"\nx = 5", "{x=5, y=5}")]
    [InlineData("o { j = 2 }\ninclude \"object.conf\"", "{o={j=2, k=1}}")]
    [InlineData("l = [1]\ninclude \"append.conf\"", "{l=[1, 2]}")]
    public void An_included_value_is_merged_as_one_that_is_written_there(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("a { include \"b.conf\" }, a.x = 42", "{a={x=42, y=42}}")]
    [InlineData("top = 7, a.b { include \"top.conf\" }", "{top=7, a={b={r=7}}}")]
    [InlineData("top = 7, a.b { top = 8, include \"top.conf\" }", "{top=7, a={b={top=8, r=8}}}")]
    [InlineData("l = [0], a { l = [1], include \"append.conf\" }", "{l=[0], a={l=[1, 2]}}")]
    [InlineData("l = [0], a { include \"append.conf\" }", "{l=[0], a={l=[2]}}")]
    public void An_included_substitution_looks_in_its_section_first(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Fact]
    public void A_file_that_is_not_there_is_not_included()
    {
        var root = Read("a = 1\ninclude \"none.conf\"");

        Assert.Equal("{a=1}", HoconTrees.Show(root));
        Assert.Equal(["/etc/test.hocon, line 2, column 9: there is no file 'none.conf' to include"], root.MissingIncludes);
    }

    [Theory]
    [InlineData("include required(\"none.conf\")", "/etc/test.hocon, line 1, column 18: 'none.conf' is required, but there is no such file beside /etc/test.hocon")]
    [InlineData("include \"open.conf\"", "/etc/open.conf, line 1, column 5: '{' is never closed: '}' is missing")]
    [InlineData("include \"list.conf\"", "/etc/list.conf, line 1, column 1: found '[', but the root must be an object: fields with or without '{' around them")]
    [InlineData("include \"itself.conf\"", "/etc/itself.conf, line 1, column 9: include: /etc/test.hocon includes /etc/itself.conf includes /etc/itself.conf: a file cannot include itself")]
    [InlineData("include \"first.conf\"", "/etc/second.conf, line 2, column 11: include: /etc/test.hocon includes /etc/first.conf includes /etc/second.conf includes /etc/first.conf: a file cannot include itself")]
    [InlineData("include \"many.conf\"", "/etc/many.conf, line 1000, column 9: include: more than 1000 files are included")]
    [InlineData("include \"http://x/y.conf\"", "/etc/test.hocon, line 1, column 9: include: 'http://x/y.conf' is not the name of a file: a path must come here, relative to that of the including file")]
    [InlineData("include \"\"", "/etc/test.hocon, line 1, column 9: include: '' is not the name of a file: a path must come here, relative to that of the including file")]
    [InlineData("\ninclude \"locked.conf\"", "/etc/test.hocon, line 2, column 9: include: permission denied")]
    [InlineData("a = [{ include \"b.conf\" }]", "/etc/b.conf, line 1, column 12: a substitution is not possible in a file that is included in a list: move the include out of the list")]
    [InlineData("a = [{ include \"append.conf\" }]", "/etc/append.conf, line 1, column 3: '+=' is not possible in a list, whose items no substitution can refer to: move it out of the list")]
    [InlineData("include \"top.conf\"", "/etc/top.conf, line 1, column 5: top is neither a key nor an environment variable; ${?top} may be undefined")]
    public void A_file_that_cannot_be_included_is_an_error(string text, string problem) =>
        Assert.Equal([problem], HoconTrees.Problems(() => Resolve(text)));

    [Theory]
    [InlineData("a = include", "{a=include}")]
    [InlineData("a = include \"b.conf\"", "{a=include b.conf}")]
    [InlineData("\"include\" = 1", "{include=1}")]
    [InlineData("include.a = 1", "{include={a=1}}")]
    [InlineData("a.include = 1", "{a={include=1}}")]
    [InlineData("a include = 1", "{a include=1}")]
    public void Elsewhere_include_is_a_word(string text, string tree) => Assert.Equal(tree, Resolve(text));

    private static HoconSection Read(string text) => HoconReader.ReadFile(
        text,
        "/etc/test.hocon",
        path => path.EndsWith("locked.conf", StringComparison.Ordinal) ? throw new IOException("permission denied") : Files.GetValueOrDefault(path));

    private static string Resolve(string text) =>
        HoconTrees.Show(HoconResolver.Resolve(Read(text), name => name == "HOME" ? "/root" : null));
}
