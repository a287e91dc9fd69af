using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

public sealed class HoconResolverTests
{
    [Theory]
    [InlineData("a = ${HOME_PORT}", "{a=9001}")]
    [InlineData("a = ${?HOME_PORT}", "{a=9001}")]
    [InlineData("a { b = [${HOME_PORT}, 1] }", "{a={b=[9001, 1]}}")]
    [InlineData("a = ${EMPTY}", "{a=}")]
    public void A_substitution_takes_the_value_of_an_environment_variable(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Fact]
    public void The_origin_of_a_value_from_the_environment_is_the_variable()
    {
        var root = HoconResolver.Resolve(HoconTrees.Read("a = ${HOME_PORT}"), Environment);

        Assert.Equal("environment variable HOME_PORT", root.Find("a")!.Origin.ToString());
    }

    [Theory]
    [InlineData("a = ${?UNDEFINED}", "{}")]
    [InlineData("a = 1\na = ${?UNDEFINED}", "{a=1}")]
    [InlineData("a { b = 1 }\na = ${?UNDEFINED}", "{a={b=1}}")]
    [InlineData("a = 1\na = ${?UNDEFINED}\na = ${?UNDEFINED_TOO}", "{a=1}")]
    [InlineData("a = 1\na = ${?HOME_PORT}\na = ${?UNDEFINED}", "{a=9001}")]
    [InlineData("a = 1\na = ${?HOME_PORT}", "{a=9001}")]
    [InlineData("a = [1, ${?UNDEFINED}, 2]", "{a=[1, 2]}")]
    [InlineData("a = ${?UNDEFINED}${?UNDEFINED_TOO}", "{}")]
    [InlineData("a = 1\na = ${?UNDEFINED}${?UNDEFINED_TOO}", "{a=1}")]
    [InlineData("a = 1\na = ${?UNDEFINED} ${?UNDEFINED_TOO}", "{a= }")]
    [InlineData("a = ${?UNDEFINED}\na.b = 1", "{a={b=1}}")]
    [InlineData("b = 1\na = ${?b.c}", "{b=1}")]
    [InlineData("a = 1\na = ${?UNDEFINED}${?EMPTY}", "{a=}")]
    [InlineData("a = 1\na = null\na = ${?UNDEFINED}", "{}")]
    public void An_undefined_optional_substitution_leaves_the_previous_value(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("a.b = ${?UNDEFINED}", "{a={b=1}}")]
    [InlineData("a.b = ${?UNDEFINED}\na.b = ${?UNDEFINED}", "{a={b=1}}")]
    [InlineData("a.b = ${?UNDEFINED}\na.b = ${?UNDEFINED_TOO}\na.b = ${?UNDEFINED}", "{a={b=1}}")]
    [InlineData("a.b = ${?HOME_PORT}\na.b = ${?UNDEFINED}", "{a={b=9001}}")]
    [InlineData("a.b = 2\na.b = ${?UNDEFINED}", "{a={b=2}}")]
    [InlineData("a.b = null\na.b = ${?UNDEFINED}", "{a={}}")]
    [InlineData("a = ${?UNDEFINED}", "{a={b=1}}")]
    public void An_undefined_optional_substitution_leaves_the_value_of_an_earlier_file(string above, string tree) =>
        Assert.Equal(tree, Resolve("a { b = 1 }", above));

    [Theory]
    [InlineData("{}", "a = null")]
    [InlineData("{}", "a = 1\na = null")]
    [InlineData("{a={c=1}}", "a { b = null, c = 1 }")]
    [InlineData("{a=[1, (null), 2]}", "a = [1, null, 2]")]
    [InlineData("{}", "X = null\na = ${X}")]
    [InlineData("{a=[(null)]}", "X = null\na = [${?X}]")]
    [InlineData("{}", "a = 1\nX = null\na = ${?X}")]
    [InlineData("{a=bnull}", "X = null\na = b${X}")]
    [InlineData("{}", "HOME_PORT = null\na = ${?HOME_PORT}")]
    [InlineData("{a=null}", "a = \"null\"")]
    [InlineData("{a={c=2}}", "a { b = 1, c = 2 }", "a.b = null")]
    public void A_null_value_removes_the_previous_value_also_of_an_earlier_file(string tree, params string[] files) =>
        Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("a = 1\na = ${X}", 5)]
    [InlineData("\na = x${X}", 6)]
    [InlineData("X = ${?UNDEFINED}\na = ${X}", 5)]
    [InlineData("X = ${?UNDEFINED}${?UNDEFINED_TOO}\na = [${X}]", 6)]
    [InlineData("\na { b = [1, ${X}] }", 13)]
    [InlineData("\na = ${X}\nb = ${a} ${a.c}", 5)]
    [InlineData("\na = ${X}\na { b = 1 }", 5)]
    [InlineData("\na = ${X}\na = ${?HOME_PORT}", 5)]
    public void An_undefined_required_substitution_is_an_error(string text, int column) =>
        Assert.Equal(
            [$"test.hocon, line 2, column {column}: X is neither a key nor an environment variable; ${{?X}} may be undefined"],
            HoconTrees.Problems(() => Resolve(text)));

    [Theory]
    [InlineData("{a=1}", "a = ${X}\na = 1")]
    [InlineData("{a=[1]}", "a = ${X}y\na = [1]")]
    [InlineData("{}", "a = ${X}\na = null")]
    [InlineData("{a=1}", "a { b = ${X} }\na = 1")]
    [InlineData("{a={b=1}}", "a { b = ${X} }\na { b = 1 }")]
    [InlineData("{a={b=1}}", "a = [${X}] [1]\na.b = 1")]
    [InlineData("{a={b=1}}", "a = { 0 = 1 } [${X}]\na.b = 1")]
    [InlineData("{a={b=1}}", "a = 1\na = x${X}", "a { b = 1 }")]
    [InlineData("{a=1}", "a = ${a}", "a = 1")]
    public void A_substitution_that_a_later_value_hides_is_not_looked_up(string tree, params string[] files) =>
        Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("a = 1\nb = ${a}", "{a=1, b=1}")]
    [InlineData("b = ${a}\na = 1", "{b=1, a=1}")]
    [InlineData("a.b = 1\nc.d = ${a.b}", "{a={b=1}, c={d=1}}")]
    [InlineData("a = [1, 2]\nb = ${a}", "{a=[1, 2], b=[1, 2]}")]
    [InlineData("a { b = 1 }\nc = ${a}", "{a={b=1}, c={b=1}}")]
    [InlineData("a = ${b}\nb = ${c}\nc = 1", "{a=1, b=1, c=1}")]
    [InlineData("a { b = ${a.c}, c = 1 }", "{a={b=1, c=1}}")]
    [InlineData("a = 1\nb = ${a}\na = 2", "{a=2, b=2}")]
    [InlineData("\"a.b\" = 1\nc = ${\"a.b\"}", "{a.b=1, c=1}")]
    [InlineData("\"a.b\" = 1\na.b = 2\nc = ${\"a.b\"}${a.b}", "{a.b=1, a={b=2}, c=12}")]
    [InlineData("a.\"b.c\" = 1\nd = ${a.\"b.c\"}", "{a={b.c=1}, d=1}")]
    [InlineData("\"\" = 1\na = ${\"\"}", "{=1, a=1}")]
    public void A_substitution_takes_the_final_value_of_another_key(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Fact]
    public void A_key_takes_precedence_over_an_environment_variable() =>
        Assert.Equal("{HOME_PORT=1, a=1}", Resolve("HOME_PORT = 1\na = ${HOME_PORT}"));

    [Theory]
    [InlineData("a = x${HOME_PORT}y", "{a=x9001y}")]
    [InlineData("a = x ${HOME_PORT} y", "{a=x 9001 y}")]
    [InlineData("a = ${HOME_PORT}${HOME_PORT}", "{a=90019001}")]
    [InlineData("a = \"x: \"${?UNDEFINED}", "{a=x: }")]
    public void Texts_and_substitutions_are_concatenated(string text, string tree) => Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("{a=[1, 2]}", "a = [1] [2]", "a = [1][2]", "a = [1\n][2]", "a = [1] ${?X} [2]")]
    [InlineData("{a=[[1, 2]]}", "a = [[1] [2]]")]
    [InlineData("{a=[[1], [2]]}", "a = [[1]\n[2]]")]
    [InlineData("{x=[1], a=[1, 1]}", "x = [1]\na = ${x}${x}", "x = [1]\na = ${x}  ${x}")]
    [InlineData("{a=[]}", "a = [] []", "a = ${?X} []", "a = [${?X}]")]
    [InlineData("{a={b=1, c=2}}", "a = {b = 1} {c = 2}", "a = {b = 1}{c = 2}", "a = ${?X} {b = 1} {c = 2}", "a = {b = 0} {b = 1, c = 2}")]
    [InlineData("{a=[{b=1, c=2}]}", "a = [{b = 1} {c = 2}]")]
    [InlineData("{x={b=1}, a={b=2, c=3}}", "x { b = 1 }\na = ${x} { b = 2 } { c = 3 }", "x { b = 1 }\na = ${x} { b = 2 }\na.c = 3")]
    [InlineData("{x={b={c=1}}, a={b={c=1, d=2}}}", "x { b { c = 1 } }\na = ${x} { b.d = 2 }", "x { b { c = 1 } }\na = ${x}\na.b.d = 2")]
    [InlineData("{a=[x, y]}", "a = [x] { 0 = y }", "a = { 0 = x } [y]", "a.0 = x\na += y", "a { 1 = y, 0 = x }\na = ${a} []")]
    public void Lists_are_joined_and_objects_merged(string tree, params string[] texts) =>
        Assert.All(texts, text => Assert.Equal(tree, Resolve(text)));

    [Theory]
    [InlineData("\na { b = 1 }\nc = x${a}", 3, 6, "an object cannot be joined to a text")]
    [InlineData("a = [1]\nc = ${a}x", 2, 9, "a text cannot be joined to a list")]
    [InlineData("a = [1]\nc = ${a}\"  \"${a}", 2, 9, "a text cannot be joined to a list")]
    [InlineData("a { b = 1 }\nc = [1] ${a}", 2, 9, "an object cannot be joined to a list")]
    [InlineData("a = 1\na += 2", 2, 1, "a list cannot be joined to a text")]
    [InlineData("a = null\na += 2", 2, 1, "a list cannot be joined to a text")]
    public void Pieces_of_different_kinds_are_an_error(string text, int line, int column, string problem) => Assert.Equal(
        [$"test.hocon, line {line}, column {column}: {problem}: ',' or the end of the line must separate values"],
        HoconTrees.Problems(() => Resolve(text)));

    [Theory]
    [InlineData("{x={b=1}, a={b=1, c=2}}", "x { b = 1 }\na = ${x}\na.c = 2")]
    [InlineData("{x={b=1}, a={b=1, c=2}}", "x { b = 1 }\na = ${x}", "a.c = 2")]
    [InlineData("{x={b=1}, a={c=2, b=1}}", "x { b = 1 }\na { c = 2, b = 3 }", "a = ${x}")]
    [InlineData("{x={b=1}, y={c=2}, a={b=1, c=2, d=3}}", "x.b = 1, y.c = 2\na = ${x}\na = ${y}\na = ${?X}\na.d = 3")]
    [InlineData("{x=1, a={c=2}}", "x = 1\na = ${x}\na.c = 2")]
    [InlineData("{x={b=1, c=2}, a={b=1, c=2}}", "x { b = 1 }\na = ${x}", "x.c = 2")]
    [InlineData("{x={b=1}, a={b=1, c=2}, r=12}", "x { b = 1 }\na = ${x}\na.c = 2\nr = ${a.b}${a.c}")]
    [InlineData("{x={b=1}, a={b=12}}", "x { b = 1 }\na = ${x}\na.b = ${a.b}2")]
    [InlineData("{x={l=[1]}, a={l=[1, 2]}}", "x { l = [1] }\na = ${x}", "a.l += 2")]
    [InlineData("{x={h=y, u=y:1}, a={h=y, u=y:1, p=1}}", "x { h = y, u = ${a.h}\":\"${a.p} }\na = ${x}\na.p = 1")]
    public void A_section_meets_a_substitution_without_losing_a_key(string tree, params string[] files) =>
        Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("{a=1}", "a = 1\na = ${a}")]
    [InlineData("{a=x:y}", "a = x\na = ${a}\":y\"")]
    [InlineData("{a=x:y}", "a = x\na = ${?a}\":y\"")]
    [InlineData("{a=y}", "a = ${?a}y")]
    [InlineData("{a=123}", "a = 1\na = ${a}2\na = ${a}3")]
    [InlineData("{a=123, b=1234}", "a = 1\na = ${a}2\na = ${a}3\nb = ${a}4")]
    [InlineData("{a=1111}", "a = 1\na = ${a}${a}\na = ${a}${a}")]
    [InlineData("{a=12}", "a = 1\na = ${?UNDEFINED}\na = ${a}2")]
    [InlineData("{a=12}", "a = 1", "a = ${a}2")]
    [InlineData("{a=12}", "a = 1", "a = ${a}", "a = ${a}2")]
    [InlineData("{a=12}", "a = 1", "a = ${?UNDEFINED}", "a = ${a}2")]
    [InlineData("{a=123}", "a = 1", "a = ${a}2", "a = ${a}3")]
    [InlineData("{a=123}", "a = 1", "a = ${a}2\na = ${a}3")]
    [InlineData("{a=123}", "a = 1\na = ${a}2", "a = ${a}3")]
    [InlineData("{a=[1, 2, 3]}", "a = [1]\na = ${a} [2]", "a += 3")]
    [InlineData("{a=[[1], {b=2}]}", "a += [1]\na += ${?X}", "a += { b = 2 }")]
    [InlineData("{a=[1, [1]]}", "a = [1]\na = ${a} [${a}]")]
    [InlineData("{a={b={c=1}, c=1}}", "a { b { c = 1 } }\na = ${a.b}")]
    [InlineData("{f={a=2, c=1}}", "f { a { c = 1 } }\nf = ${f.a}\nf { a = 2 }")]
    [InlineData("{a=12, b=1}", "a = 1\nb = ${a}\na = ${b}2")]
    [InlineData("{HOME_PORT=9001x}", "HOME_PORT = ${HOME_PORT}x")]
    [InlineData("{x={l=[1]}, a={l=[1, 2, 3]}}", "x.l = [1]\na.l = [0]\na = ${x} { l += 2, l += 3 }")]
    [InlineData("{x={l=[1]}, a={l=[1, 2, 3]}}", "x.l = [1]\na = ${x}\na.l += 2\na = ${?UNDEFINED}\na.l += 3")]
    [InlineData("{x={b=1}, y={c=2}, a={b=123, c=2}}", "x.b = 1, y.c = 2\na = ${x}\na.b = ${a.b}2", "a = ${y}", "a.b = ${a.b}3")]
    public void A_reference_to_its_own_key_means_the_previous_value_also_of_an_earlier_file(
        string tree, params string[] files) => Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("a = ${a}", 1, 5, "a")]
    [InlineData("a = ${b}\nb = ${a}", 2, 5, "a")]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}", 3, 5, "a")]
    [InlineData("a = [${a}]", 1, 6, "a")]
    [InlineData("a = 1\na = [${a}]", 2, 6, "a")]
    [InlineData("a = ${a.b}\na { b = 1 }", 1, 5, "a.b")]
    [InlineData("a { b = ${a} }", 1, 9, "a")]
    [InlineData("a { b { c = ${a} } }", 1, 13, "a")]
    [InlineData("a = 1, a { b = [${a}] }", 1, 17, "a")]
    [InlineData("a = [{ b = ${a} }]", 1, 12, "a")]
    [InlineData("x { a = ${y} }\ny { a = ${x} }", 2, 9, "x")]
    public void A_cycle_is_an_error(string text, int line, int column, string name) => Assert.Equal(
        [$"test.hocon, line {line}, column {column}: {name} refers to itself, and has no earlier value; ${{?{name}}} may be undefined"],
        HoconTrees.Problems(() => Resolve(text)));

    [Theory]
    [InlineData("a = ${?a}", "{}")]
    [InlineData("a = ${?b}\nb = ${?a}", "{}")]
    [InlineData("a = x${?b}\nb = y${?a}", "{a=xy, b=y}")]
    [InlineData("a { b = ${?a} }", "{a={}}")]
    [InlineData("a = [${?a}]", "{a=[]}")]
    [InlineData("a = [{ b = ${?a} }]", "{a=[{}]}")]
    [InlineData("a.b.c = ${?a} { d = 1 }", "{a={b={c={d=1}}}}")]
    [InlineData("x { a = ${?y}, u = 1 }\ny { a = ${?x}, v = 2 }", "{x={a={v=2}, u=1}, y={v=2}}")]
    [InlineData("d = ${w.x} { z = 1 }\nw.x.c = ${?w}", "{d={z=1}, w={x={}}}")]
    [InlineData("c.1 = ${?c}\nd.1.a = 1\nd.e = ${?d}${?c}", "{c={}, d={1={a=1}, e={}}}")]
    public void An_optional_cycle_is_undefined(string text, string tree) => Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("{c={b=1}, d={a=1, b=1}}", "c = {b = 1} ${?d.q}", "d = {a = 1} ${?c}")]
    [InlineData("{x={b=1}, c={b=1}, d={a=1, b=1}}", "x = ${c}", "c = {b = 1} ${?d.q}", "d = {a = 1} ${?c}")]
    [InlineData("{b={y=1}, d={y=1}}", "b = ${?d.x} {y = 1}", "d = ${?b}")]
    [InlineData("{b={y=1}, d={y=1}}", "b = ${?d.x} {y = 1}", "d = ${b}")]
    [InlineData("{c=1 , b=x 1 }", "c = 1 ${?b.q}", "b = x ${c}")]
    [InlineData("{c={b=1}, d={a={b=1}, b=1}}", "c = {b = 1} ${?d.a.q}", "d = {a = ${?c}} ${?c}")]
    [InlineData("{a=x , b=x }", "a = x ${?b}", "b = ${?a}")]
    [InlineData("{a=x , b=x , c=x }", "a = x ${?b}", "b = ${?c}", "c = ${?a}")]
    [InlineData("{c=[{}, 2], a=[{}]}", "c = ${a} [2]", "a = [{ b = ${?a} }]")]
    [InlineData("{c=[{}, 3, 2], a=[{}, 3]}", "c = ${a} [2]", "a = [{ b = ${?a} }] [3]")]
    public void A_cycle_that_a_missing_value_breaks_gives_the_same_in_any_order(string tree, params string[] fields)
    {
        Assert.Equal(tree, Resolve(string.Join('\n', fields)));
        var turned = HoconResolver.Resolve(HoconTrees.Read(string.Join('\n', fields.Reverse())), Environment);
        Assert.Equal(tree, $"{{{string.Join(", ", turned.Fields.Reverse().Select(field => $"{field.Key}={HoconTrees.Show(field.Value)}"))}}}");
    }

    [Theory]
    [InlineData("a.b = 1\na.b = ${a}", "{a={b={b=1}}}")]
    [InlineData("a.b = 1\na.b = ${?a}", "{a={b={b=1}}}")]
    [InlineData("a { b = 1, c = 2 }\na.b = ${a} { c = 3 }", "{a={b={b=1, c=3}, c=2}}")]
    [InlineData("b.c = { c = 2 }\nb.c = ${?b}", "{b={c={c={c=2}}}}")]
    [InlineData("b.c = { c { a = 2 } }\nb.c = ${?b}", "{b={c={c={a=2, c={a=2}}}}}")]
    [InlineData("b.x.c = 1\nb.x.c = ${b}", "{b={x={c={x={c=1}}}}}")]
    [InlineData("b.x.c.x.c = 1\nb.x.c = ${?b}", "{b={x={c={x={c={x={c=1}}}}}}}")]
    [InlineData("b.c = { c = 2 }\nb.c = ${?x}\nx = ${b} { d = 1 }", "{b={c={c={c=2}, d=1}}, x={c={c=2}, d=1}}")]
    [InlineData("b.c = { c = 2 }\nb.c = ${?b}\nd.c.z = 1\nd = ${b}", "{b={c={c={c=2}}}, d={c={z=1, c={c=2}}}}")]
    public void A_reference_to_an_object_around_its_own_key_means_the_previous_value_of_the_key(string text, string tree) =>
        Assert.Equal(tree, Resolve(text));

    [Theory]
    [InlineData("base.l += 1\nbase.l += 2")]
    [InlineData("base.l = ${?base.l} [1, 2]")]
    public void A_value_that_refers_to_itself_is_not_resolved_again_where_another_object_takes_it_over(string text)
    {
        Assert.Equal("{base={l=[1, 2]}, a={l=[1, 2]}}", Resolve($"{text}\na.l = [0]\na = ${{base}}"));
        Assert.Equal("{a={l=[1, 2]}, base={l=[1, 2]}}", Resolve($"a.l = [0]\na = ${{base}}\n{text}"));
    }

    [Theory]
    [InlineData("b { f = 42, g = ${b.f} }\nb { f = 43 }", "{b={f=43, g=43}}")]
    [InlineData("a { b { c = ${a.d} } }\na.d = 5", "{a={b={c=5}, d=5}}")]
    [InlineData("a { b = ${c.d} }\nc { d = 1, e = ${a.b} }", "{a={b=1}, c={d=1, e=1}}")]
    [InlineData("a { b = 1 }\na = ${a} { u = ${a.b}${a.c} }\na.c = 2", "{a={b=1, u=12, c=2}}")]
    public void An_object_may_refer_to_parts_of_itself(string text, string tree) => Assert.Equal(tree, Resolve(text));

    [Fact]
    public void A_key_may_be_referred_to_twice() => Assert.Equal("{a=11, b=1}", Resolve("a = ${b}${b}\nb = 1"));

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Assert.Equal(
            [
                "test.hocon, line 1, column 5: X is neither a key nor an environment variable; ${?X} may be undefined",
                "test.hocon, line 2, column 6: Y is neither a key nor an environment variable; ${?Y} may be undefined",
                "test.hocon, line 4, column 6: a list cannot be joined to a text: ',' or the end of the line must separate values",
            ],
            HoconTrees.Problems(() => Resolve("a = ${X}\nb = [${Y}]\nc = []\nd = x${c}")));

    [Fact]
    public void A_tree_knows_all_substitutions_that_were_read_into_it()
    {
        var root = HoconTrees.Read("a.b = ${c.d}\na.b = 1\nc { d = [{ e = ${?F} }] }");

        root.Merge(HoconTrees.Read("a = ${c}"));
        root.Merge(HoconTrees.Read("g += ${a.b}"));

        Assert.Equal(
            ["a.b -> c.d", "c.d.e -> F", "a -> c", "g -> a.b"],
            root.References.Select(reference => $"{string.Join('.', reference.From)} -> {string.Join('.', reference.To)}"));
    }

    /// <param name="files">Merged in this order.</param>
    private static string Resolve(params string[] files)
    {
        var root = HoconTrees.Read(files[0]);
        foreach (var file in files[1..])
            root.Merge(HoconTrees.Read(file));
        return HoconTrees.Show(HoconResolver.Resolve(root, Environment));
    }

    private static string? Environment(string name) => name switch
    {
        "HOME_PORT" => "9001",
        "EMPTY" => "",
        _ => null,
    };
}
