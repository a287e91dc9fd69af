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
    [InlineData("a = 1\na = ${?UNDEFINED} ${?UNDEFINED_TOO}", "{a=1}")]
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
    [InlineData("{a=[1, 2]}", "a = [1, null, 2]")]
    [InlineData("{}", "HOME_PORT = null\na = ${?HOME_PORT}")]
    [InlineData("{a=null}", "a = \"null\"")]
    [InlineData("{a={c=2}}", "a { b = 1, c = 2 }", "a.b = null")]
    public void A_null_value_removes_the_previous_value_also_of_an_earlier_file(string tree, params string[] files) =>
        Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("a = 1\na = ${X}")]
    [InlineData("\na = x${X}")]
    [InlineData("X = null\na = ${X}")]
    [InlineData("X = ${?UNDEFINED}\na = ${X}")]
    [InlineData("X = ${?UNDEFINED}${?UNDEFINED_TOO}\na = [${X}]")]
    [InlineData("\nX = ${X}")]
    public void An_undefined_required_substitution_is_an_error(string text) =>
        Assert.Equal(
            ["test.hocon, line 2: X is neither a key nor an environment variable"],
            HoconTrees.Problems(() => Resolve(text)));

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
    [InlineData("a { b = 1 }\nc = x${a}")]
    [InlineData("a = [1]\nc = x${a}")]
    public void A_section_or_list_cannot_be_concatenated(string text) =>
        Assert.Equal(["test.hocon, line 2: 'a' is not a plain value"], HoconTrees.Problems(() => Resolve(text)));

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
    public void A_reference_to_its_own_key_means_the_previous_value_also_of_an_earlier_file(
        string tree, params string[] files) => Assert.Equal(tree, Resolve(files));

    [Theory]
    [InlineData("a = ${b}\nb = ${a}")]
    [InlineData("a = ${b}\nb = ${c}\nc = ${a}")]
    [InlineData("a = x${b}\nb = y${?a}")]
    [InlineData("a { b = ${a} }")]
    public void A_cycle_is_an_error(string text)
    {
        var problems = HoconTrees.Problems(() => Resolve(text));

        Assert.All(problems, problem => Assert.EndsWith("refers to itself", problem));
        Assert.Contains(problems, problem => problem.StartsWith("test.hocon, line 1: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_may_be_referred_to_twice() => Assert.Equal("{a=11, b=1}", Resolve("a = ${b}${b}\nb = 1"));

    [Fact]
    public void All_problems_are_reported_at_once() =>
        Assert.Equal(
            [
                "test.hocon, line 1: X is neither a key nor an environment variable",
                "test.hocon, line 2: Y is neither a key nor an environment variable",
                "test.hocon, line 4: 'c' is not a plain value",
            ],
            HoconTrees.Problems(() => Resolve("a = ${X}\nb = [${Y}]\nc = []\nd = x${c}")));

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
