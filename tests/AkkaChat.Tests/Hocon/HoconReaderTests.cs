using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconReaderTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData(" \t\n\n", "{}")]
    [InlineData("a = 1", "{a=1}")]
    [InlineData("a : 1", "{a=1}")]
    [InlineData("a=1", "{a=1}")]
    [InlineData("a { b = 1 }", "{a={b=1}}")]
    [InlineData("a = { b = 1 }", "{a={b=1}}")]
    [InlineData("a {}", "{a={}}")]
    [InlineData("max-length = 1", "{max-length=1}")]
    [InlineData("\"a\" = 1", "{a=1}")]
    public void Fields_are_read(string text, string tree) => Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a.b.c = 1", "{a={b={c=1}}}")]
    [InlineData("a.b { c.d = 1 }", "{a={b={c={d=1}}}}")]
    [InlineData("a.\"b.c\" = 1", "{a={b.c=1}}")]
    [InlineData("\"a b\".\"/x/*\" = 1", "{a b={/x/*=1}}")]
    [InlineData("\"\" = 1", "{=1}")]
    [InlineData("a.\"\".b = 1", "{a={={b=1}}}")]
    public void Dots_in_a_key_make_sections_unless_they_are_in_quotes(string text, string tree) =>
        Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = 1, b = 2", "{a=1, b=2}")]
    [InlineData("a = 1,\nb = 2,\n", "{a=1, b=2}")]
    [InlineData("a = 1\n\n\nb = 2", "{a=1, b=2}")]
    [InlineData("a { b = 1, c = 2 }, d = 3", "{a={b=1, c=2}, d=3}")]
    [InlineData("a {\n  b = 1\n}\nc = 2", "{a={b=1}, c=2}")]
    [InlineData("a =\n  1", "{a=1}")]
    public void Commas_and_line_ends_separate_fields(string text, string tree) =>
        Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("{ a = 1 }")]
    [InlineData("\n{\na = 1\n}\n# the end\n")]
    [InlineData("\uFEFF{ \"a\" : \"1\" }")]
    [InlineData("\uFEFFa = 1")]
    public void Braces_around_the_root_and_a_byte_order_mark_mean_nothing(string text) =>
        Assert.Equal("{a=1}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("# nothing\na = 1")]
    [InlineData("// nothing\na = 1")]
    [InlineData("a = 1 # } nothing")]
    [InlineData("a = 1# nothing")]
    [InlineData("a = 1 // nothing = 2")]
    [InlineData("a = 1// nothing")]
    [InlineData("a = # nothing\n1")]
    public void Comments_are_passed_over(string text) => Assert.Equal("{a=1}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = \"x # y\"", "x # y")]
    [InlineData("a = \"http://x\"", "http://x")]
    [InlineData("a = /one/slash", "/one/slash")]
    public void Not_everything_that_looks_like_a_comment_is_one(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = 64 KiB", "64 KiB")]
    [InlineData("a = \t x  y \t", "x  y")]
    [InlineData("a = 0.0.0.0", "0.0.0.0")]
    [InlineData("a = -1", "-1")]
    [InlineData("a = größe", "größe")]
    [InlineData("a = \"x\" y \"z\"", "x y z")]
    [InlineData("a = x\"y\"", "xy")]
    public void Unquoted_texts_lose_the_white_space_around_them_only(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("""a = "" """, "")]
    [InlineData("""a = " x " """, " x ")]
    [InlineData("""a = "{[]}:=,+#`^?!@*&$" """, "{[]}:=,+#`^?!@*&$")]
    [InlineData("""a = "\"\\\/" """, "\"\\/")]
    [InlineData("""a = "\b\f\n\r\t" """, "\b\f\n\r\t")]
    [InlineData("""a = "\u00e9\u20AC\ud83d\ude00" """, "é€😀")]
    [InlineData("""a = "${b}" """, "${b}")]
    public void Quoted_texts_hold_anything(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = \"\"\"\"\"\"", "")]
    [InlineData("a = \"\"\"x\ny\"\"\"", "x\ny")]
    [InlineData("a = \"\"\"\\n \"x\" ${y}\"\"\"", "\\n \"x\" ${y}")]
    [InlineData("a = \"\"\"x\"\"\"\"\"", "x\"\"")]
    public void Triple_quoted_texts_are_taken_as_they_are(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = []", "[]")]
    [InlineData("a = [1, 2 3, \"4,5\"]", "[1, 2 3, 4,5]")]
    [InlineData("a = [\n  1\n  2 # two\n]", "[1, 2]")]
    [InlineData("a = [1, 2,]", "[1, 2]")]
    [InlineData("a = [[1], { b = 2 }, []]", "[[1], {b=2}, []]")]
    public void Lists_are_read(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = 1\na = 2", "{a=2}")]
    [InlineData("a.b = 1\na.c = 2", "{a={b=1, c=2}}")]
    [InlineData("a { b = 1, c = 2 }\na { b = 3 }", "{a={b=3, c=2}}")]
    [InlineData("a { b { c = 1 } }\na.b.d = 2", "{a={b={c=1, d=2}}}")]
    [InlineData("a = [1, 2]\na = [3]", "{a=[3]}")]
    [InlineData("a { b = 1 }\na = 2", "{a=2}")]
    [InlineData("a = 2\na { b = 1 }", "{a={b=1}}")]
    [InlineData("a = 2\na.b = 1", "{a={b=1}}")]
    public void Sections_are_merged_and_anything_else_is_overridden(string text, string tree) =>
        Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = null", "{a=(null)}")]
    [InlineData("a = 1\na = null", "{a=(null)}")]
    [InlineData("a = null\na = 1", "{a=1}")]
    [InlineData("a { b = 1, c = 2 }\na.b = null", "{a={b=(null), c=2}}")]
    [InlineData("a { b = 1 }\na = null\na { c = 2 }", "{a={c=2}}")]
    [InlineData("a.b.c = null\nd = 1", "{a={b={c=(null)}}, d=1}")]
    [InlineData("a = [1, null]", "{a=[1, (null)]}")]
    public void Null_takes_the_place_of_what_was_there(string text, string tree) =>
        Assert.Equal(tree, HoconTrees.Show(HoconTrees.Read(text)));

    [Theory]
    [InlineData("a = \"null\"", "null")]
    [InlineData("a = \"\"\"null\"\"\"", "null")]
    [InlineData("a = null x", "null x")]
    [InlineData("a = x null", "x null")]
    [InlineData("a = nullx", "nullx")]
    [InlineData("a = NULL", "NULL")]
    public void Only_the_bare_word_is_null(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Fact]
    public void A_merged_null_takes_away_what_lies_below()
    {
        var root = HoconTrees.Read("a { b = 1, c = 2 }\nd { e = 1 }");

        root.Merge(HoconTrees.Read("a.b = null\nd = null"));

        Assert.Equal("{a={b=(null), c=2}, d=(null)}", HoconTrees.Show(root));
    }

    [Theory]
    [InlineData("a = ${b}", "<b>")]
    [InlineData("a = ${?B_C}", "<?B_C>")]
    [InlineData("a = ${ b.c }", "<b.c>")]
    [InlineData("a = x ${b}${?c} y", "x <b><?c> y")]
    [InlineData("a = \"${b}\"${c}", "${b}<c>")]
    [InlineData("a = [${b}]", "[<b>]")]
    public void Substitutions_are_kept_for_later(string text, string value) =>
        Assert.Equal($"{{a={value}}}", HoconTrees.Show(HoconTrees.Read(text)));

    [Fact]
    public void Line_ends_of_Windows_are_line_ends()
    {
        var root = HoconTrees.Read("# first\r\na = 1\r\nb {\r\n  c = x y\r\n  d = [1\r\n2]\r\n}\r\n");

        Assert.Equal("{a=1, b={c=x y, d=[1, 2]}}", HoconTrees.Show(root));
        Assert.Equal(4, root.Find("b", "c")!.Origin.Line);
    }

    [Fact]
    public void A_merged_file_lies_over_the_first()
    {
        var root = HoconTrees.Read("a { b = 1, c = 2 }\nd = [1]\ne = 5");

        root.Merge(HoconReader.ReadFile("a { c = 3, f { g = 4 } }\nd = [2]", "other.hocon"));

        Assert.Equal("{a={b=1, c=3, f={g=4}}, d=[2], e=5}", HoconTrees.Show(root));
        Assert.Equal("other.hocon, line 1", root.Find("a", "c")!.Origin.ToString());
        Assert.Equal("test.hocon, line 1", root.Find("a", "b")!.Origin.ToString());
    }

    [Fact]
    public void Every_value_knows_its_line()
    {
        var root = HoconTrees.Read("\n# comment\na = 1\nb {\n  c = \"\"\"x\ny\"\"\"\n  d =\n    2\n}");

        Assert.Equal("test.hocon, line 3", root.Find("a")!.Origin.ToString());
        Assert.Equal("test.hocon, line 4", root.Find("b")!.Origin.ToString());
        Assert.Equal("test.hocon, line 5", root.Find("b", "c")!.Origin.ToString());
        Assert.Equal("test.hocon, line 7", root.Find("b", "d")!.Origin.ToString());
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
    public void What_is_not_there_is_not_found(string path, string found) =>
        Assert.Equal(found, HoconTrees.Show(HoconTrees.Read("a.b = 1").Find(path.Split('.'))));
}
