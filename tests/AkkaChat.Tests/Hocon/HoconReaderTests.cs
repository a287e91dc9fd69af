using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("{}", "", " \t\n\n")]
    [InlineData("{a=1}", "a = 1", "a : 1", "a=1", "\"a\" = 1")]
    [InlineData("{a={b=1}}", "a { b = 1 }", "a = { b = 1 }")]
    [InlineData("{a={}}", "a {}")]
    [InlineData("{max-length=1}", "max-length = 1")]
    public void A_field_has_a_key_and_a_value(string tree, params string[] texts) => AssertReads(tree, texts);

    [Theory]
    [InlineData("{a={b={c=1}}}", "a.b.c = 1")]
    [InlineData("{a={b={c={d=1}}}}", "a.b { c.d = 1 }")]
    [InlineData("{a={b.c=1}}", "a.\"b.c\" = 1")]
    [InlineData("{a b={/x/*=1}}", "\"a b\".\"/x/*\" = 1")]
    [InlineData("{=1}", "\"\" = 1")]
    [InlineData("{a={={b=1}}}", "a.\"\".b = 1")]
    [InlineData("{a.b={c=1}}", "\"a.b\".c = 1", "\"\"\"a.b\"\"\".c = 1", "a\".b\".c = 1")]
    [InlineData("{3={14=1}}", "3.14 = 1")]
    [InlineData("{10={0foo=1}}", "10.0foo = 1")]
    public void A_dot_in_a_key_makes_a_section_unless_it_is_in_quotes(string tree, params string[] texts) =>
        AssertReads(tree, texts);

    [Theory]
    [InlineData("{a b={c d=1}}", "a b.c d = 1", "  a b.c d: 1", "\"a b\".c \"d\" = 1")]
    [InlineData("{a ={ b=1}}", "a . b = 1")]
    [InlineData("{abc=1}", "a\"b\"c = 1")]
    [InlineData("{true=1, null=2, -1=3, 1e3=4}", "true = 1, null = 2, -1 = 3, 1e3 = 4")]
    [InlineData("{'a'=1, /a/b=2}", "'a' = 1, /a/b = 2")]
    public void A_key_is_a_concatenation_of_texts(string tree, params string[] texts) => AssertReads(tree, texts);

    [Theory]
    [InlineData("{a=1, b=2}", "a = 1, b = 2", "a = 1,\nb = 2,\n", "a = 1\n\n\nb = 2")]
    [InlineData("{a={b=1, c=2}, d=3}", "a { b = 1, c = 2 }, d = 3")]
    [InlineData("{a={b=1}, c=2}", "a {\n  b = 1\n}\nc = 2")]
    [InlineData("{a=1}", "a =\n  1", "a\n= 1", "a # comment\n\n: 1")]
    [InlineData("{a={b=1}}", "a\n{ b = 1 }", "a // comment\n\n{ b = 1 }", "a {b=1,}")]
    [InlineData("{a=1, b=2}", "a = 1\n, b = 2")]
    public void Commas_and_line_ends_separate_fields(string tree, params string[] texts) => AssertReads(tree, texts);

    [Theory]
    [InlineData("{ a = 1 }", "\n{\na = 1\n}\n# the end\n", "\uFEFF{ \"a\" : \"1\" }", "\uFEFFa = 1")]
    public void Braces_around_the_root_and_a_byte_order_mark_are_ignored(params string[] texts) =>
        AssertReads("{a=1}", texts);

    [Theory]
    [InlineData("# nothing\na = 1", "// nothing\na = 1", "a = 1 # } nothing", "a = 1# nothing")]
    [InlineData("a = 1 // nothing = 2", "a = 1// nothing", "a = # nothing\n1")]
    public void Comments_are_ignored(params string[] texts) => AssertReads("{a=1}", texts);

    [Theory]
    [InlineData("x # y", "a = \"x # y\"")]
    [InlineData("http://x", "a = \"http://x\"")]
    [InlineData("/one/slash", "a = /one/slash")]
    public void Quotes_and_single_slashes_begin_no_comment(string value, string text) =>
        AssertReads($"{{a={value}}}", text);

    [Theory]
    [InlineData("64 KiB", "a = 64 KiB")]
    [InlineData("x  y", "a = \t x  y \t")]
    [InlineData("0.0.0.0", "a = 0.0.0.0")]
    [InlineData("-1", "a = -1")]
    [InlineData("größe", "a = größe")]
    [InlineData("x y z", "a = \"x\" y \"z\"")]
    [InlineData("xy", "a = x\"y\"")]
    [InlineData("1E+3", "a = 1E+3")]
    [InlineData("-1.5e+3x 2e+1", "a = -1.5e+3x 2e+1")]
    [InlineData("(b);'c d'|<e>~100%", "a = (b);'c d'|<e>~100%")]
    public void An_unquoted_text_loses_only_the_white_space_around_it(string value, string text) =>
        AssertReads($"{{a={value}}}", text);

    [Theory]
    [InlineData("\u00a0\u2003\u2007\u202f\u3000\u2028\u2029\u1680\u205f")]
    [InlineData("\t\u000b\f\r\u001c\u001d\u001e\u001f\uFEFF")]
    public void White_space_is_that_of_Unicode_some_control_characters_and_the_byte_order_mark(string spaces) => Assert.All(
        spaces,
        space => AssertReads($"{{a=b{space}c}}", $"{space}a{space}={space}b{space}c{space}"));

    [Theory]
    [InlineData('\u0085')]
    [InlineData('\u180e')]
    [InlineData('\u200b')]
    [InlineData('\u0001')]
    public void Other_characters_are_a_part_of_the_text(char c) => AssertReads($"{{a={c}}}", $"a ={c}");

    [Theory]
    [InlineData("", """a = "" """)]
    [InlineData(" x ", """a = " x " """)]
    [InlineData("{[]}:=,+#`^?!@*&$", """a = "{[]}:=,+#`^?!@*&$" """)]
    [InlineData("\"\\/", """a = "\"\\\/" """)]
    [InlineData("\b\f\n\r\t", """a = "\b\f\n\r\t" """)]
    [InlineData("é€😀", """a = "\u00e9\u20AC\ud83d\ude00" """)]
    [InlineData("${b}", """a = "${b}" """)]
    public void A_quoted_text_holds_any_character(string value, string text) => AssertReads($"{{a={value}}}", text);

    [Theory]
    [InlineData("", "a = \"\"\"\"\"\"")]
    [InlineData("x\ny", "a = \"\"\"x\ny\"\"\"")]
    [InlineData("\\n \"x\" ${y}", "a = \"\"\"\\n \"x\" ${y}\"\"\"")]
    [InlineData("x\"\"", "a = \"\"\"x\"\"\"\"\"")]
    public void A_triple_quoted_text_is_taken_unchanged(string value, string text) =>
        AssertReads($"{{a={value}}}", text);

    [Theory]
    [InlineData("[]", "a = []")]
    [InlineData("[1, 2 3, 4,5]", "a = [1, 2 3, \"4,5\"]")]
    [InlineData("[1, 2]", "a = [\n  1\n  2 # two\n]", "a = [1, 2,]")]
    [InlineData("[[1], {b=2}, []]", "a = [[1], { b = 2 }, []]")]
    public void A_list_holds_any_values(string value, params string[] texts) => AssertReads($"{{a={value}}}", texts);

    [Theory]
    [InlineData("{a=2}", "a = 1\na = 2", "a { b = 1 }\na = 2")]
    [InlineData("{a={b=1, c=2}}", "a.b = 1\na.c = 2")]
    [InlineData("{a={b=3, c=2}}", "a { b = 1, c = 2 }\na { b = 3 }")]
    [InlineData("{a={b={c=1, d=2}}}", "a { b { c = 1 } }\na.b.d = 2")]
    [InlineData("{a=[3]}", "a = [1, 2]\na = [3]")]
    [InlineData("{a={b=1}}", "a = 2\na { b = 1 }", "a = 2\na.b = 1")]
    public void A_section_is_merged_and_any_other_value_replaced(string tree, params string[] texts) =>
        AssertReads(tree, texts);

    [Theory]
    [InlineData("{a=(null)}", "a = null", "a = 1\na = null")]
    [InlineData("{a=1}", "a = null\na = 1")]
    [InlineData("{a={b=(null), c=2}}", "a { b = 1, c = 2 }\na.b = null")]
    [InlineData("{a={c=2}}", "a { b = 1 }\na = null\na { c = 2 }")]
    [InlineData("{a={b={c=(null)}}, d=1}", "a.b.c = null\nd = 1")]
    [InlineData("{a=[1, (null)]}", "a = [1, null]")]
    [InlineData("{a=null}", "a = \"null\"", "a = \"\"\"null\"\"\"")]
    [InlineData("{a=null x}", "a = null x")]
    [InlineData("{a=x null}", "a = x null")]
    [InlineData("{a=nullx}", "a = nullx")]
    [InlineData("{a=NULL}", "a = NULL")]
    public void Null_is_a_value_if_it_is_alone_and_not_in_quotes(string tree, params string[] texts) =>
        AssertReads(tree, texts);

    [Theory]
    [InlineData("<b>", "a = ${b}")]
    [InlineData("<?B_C>", "a = ${?B_C}")]
    [InlineData("<b.c>", "a = ${ b.c }")]
    [InlineData("x <b><?c> y", "a = x ${b}${?c} y")]
    [InlineData("${b}<c>", "a = \"${b}\"${c}")]
    [InlineData("[<b>]", "a = [${b}]")]
    public void A_substitution_is_left_to_the_resolver(string value, string text) =>
        AssertReads($"{{a={value}}}", text);

    [Fact]
    public void Line_ends_of_Windows_are_line_ends()
    {
        var root = HoconTrees.Read("# first\r\na = 1\r\nb {\r\n  c = x y\r\n  d = [1\r\n2]\r\n}\r\n");

        Assert.Equal("{a=1, b={c=x y, d=[1, 2]}}", HoconTrees.Show(root));
        Assert.Equal(4, root.Find("b", "c")!.Origin.Line);
    }

    [Fact]
    public void A_merged_file_overrides_the_first_one()
    {
        var root = HoconTrees.Read("a { b = 1, c = 2 }\nd = [1]\ne = 5");

        root.Merge(HoconReader.ReadFile("a { c = 3, f { g = 4 } }\nd = [2]\ne = null", "other.hocon"));

        Assert.Equal("{a={b=1, c=3, f={g=4}}, d=[2], e=(null)}", HoconTrees.Show(root));
        Assert.Equal("other.hocon, line 1, column 5", root.Find("a", "c")!.Origin.ToString());
        Assert.Equal("test.hocon, line 1, column 5", root.Find("a", "b")!.Origin.ToString());
    }

    [Fact]
    public void The_origin_of_a_value_is_the_place_of_its_key()
    {
        var root = HoconTrees.Read("\n# comment\na = 1\nb {\n  c = \"\"\"x\ny\"\"\"\n  d =\n    2\n}");

        Assert.Equal("test.hocon, line 3, column 1", root.Find("a")!.Origin.ToString());
        Assert.Equal("test.hocon, line 4, column 1", root.Find("b")!.Origin.ToString());
        Assert.Equal("test.hocon, line 5, column 3", root.Find("b", "c")!.Origin.ToString());
        Assert.Equal("test.hocon, line 7, column 3", root.Find("b", "d")!.Origin.ToString());
    }

    [Fact]
    public void A_single_field_has_no_line()
    {
        var root = HoconReader.ReadField("a.b = [1, 2]", "--set");

        Assert.Equal("{a={b=[1, 2]}}", HoconTrees.Show(root));
        Assert.Equal("--set", root.Find("a", "b")!.Origin.ToString());
    }

    [Theory]
    [InlineData("x", "nothing")]
    [InlineData("a", "{b=1}")]
    [InlineData("a.b", "1")]
    [InlineData("a.c", "nothing")]
    [InlineData("a.b.c", "nothing")]
    public void A_path_finds_a_value_or_nothing(string path, string found) =>
        Assert.Equal(found, HoconTrees.Show(HoconTrees.Read("a.b = 1").Find(path.Split('.'))));

    [Theory]
    [InlineData("a = [x, y]", "[x, y]")]
    [InlineData("a = []", "[]")]
    [InlineData("a { 10 = c, 9 = b, k = d }", "[b, c]")]
    [InlineData("a { k = d }", "nothing")]
    [InlineData("a { -1 = d }", "nothing")]
    [InlineData("a {}", "nothing")]
    [InlineData("a = x", "nothing")]
    public void A_section_with_numbers_as_keys_stands_for_a_list(string text, string list) =>
        Assert.Equal(list, HoconTrees.Show(HoconList.From(HoconTrees.Read(text).Find("a"))));

    private static void AssertReads(string tree, params string[] texts) =>
        Assert.All(texts, text => Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text))));
}
