using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

/// <summary>Neither depth nor length overflows the stack, and substitutions cannot multiply without an end.</summary>
public sealed class HoconDepthTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("a{", "}")]
    [InlineData("a{a.a.a{", "}}")]
    [InlineData("a=[", "]", true)]
    public void Values_nest_to_any_depth(string open, string close, bool inList = false)
    {
        var text = open + Repeat(inList ? "[" : open, Many - 1) + Repeat(close, Many);
        var twice = HoconTrees.Read(text);
        twice.Merge(HoconTrees.Read(text));

        var written = HoconWriter.Write(HoconResolver.Resolve(twice, _ => null));

        Assert.Equal(Many * close.Length, written.Count(c => c == close[0]) - (close.Length > 1 ? 2 * Many : 0));
        Assert.Equal(written, HoconWriter.Write(HoconTrees.Read(written)));
    }

    [Theory]
    [InlineData("a=", "[", ']')]
    [InlineData("", "a{", '}')]
    public void Nesting_of_any_depth_that_is_not_closed_is_an_error(string start, string open, char close) =>
        Assert.EndsWith(
            $"is never closed: '{close}' is missing",
            Assert.Single(HoconTrees.Problems(() => HoconTrees.Read(start + Repeat(open, Many)))));

    [Fact]
    public void A_path_has_any_length()
    {
        var path = string.Join('.', Enumerable.Repeat("a", Many));

        var resolved = Resolve($"{path} = 1\nb = ${{{path}}}");

        Assert.Equal("1", HoconTrees.Show(resolved.Find("b")));
    }

    [Fact]
    public void A_chain_of_substitutions_has_any_length()
    {
        var links = Enumerable.Range(0, Many).Select(i => $"a{i} = ${{a{i + 1}}}\n");

        Assert.Equal("1", HoconTrees.Show(Resolve(string.Concat(links) + $"a{Many} = 1").Find("a0")));
    }

    [Fact]
    public void A_cycle_of_any_length_is_an_error()
    {
        var links = Enumerable.Range(0, Many).Select(i => $"a{i} = ${{a{(i + 1) % Many}}}\n");

        Assert.Equal(
            $"test.hocon, line {Many}, column 10: a0 refers to itself, and has no earlier value; ${{?a0}} may be undefined",
            Assert.Single(HoconTrees.Problems(() => Resolve(string.Concat(links)))));
    }

    [Theory]
    [InlineData("a = ${?a}x\n", Many)]
    [InlineData("a += 1\n", 3 * Many)]
    [InlineData("a = ${?a} { b = 1 }\n", 5)]
    [InlineData("a = ${?none}\na = 1\na = ${?none}\n", 1)]
    [InlineData("a = ${?none}\na.l += 1\n", (3 * Many) + 4)]
    public void A_key_has_any_number_of_values(string field, int length) =>
        Assert.Equal(length, HoconTrees.Show(Resolve(Repeat(field, Many)).Find("a")).Length);

    [Theory]
    [InlineData("lol", "${LAST}${LAST}")]
    [InlineData("\"\"", "${LAST}${LAST}")]
    [InlineData("[lol]", "${LAST} ${LAST}")]
    [InlineData("[]", "${LAST} ${LAST}")]
    [InlineData("[lol]", "[${LAST}, ${LAST}]")]
    [InlineData("{ x = lol }", "{ a = ${LAST}, b = ${LAST} }")]
    public void Substitutions_that_multiply_are_an_error(string first, string next)
    {
        var fields = Enumerable.Range(1, 60)
            .Select(i => $"a{i} = {next.Replace("LAST", $"a{i - 1}", StringComparison.Ordinal)}\n");

        Assert.EndsWith(
            "with this value the configuration exceeds 16777216 characters: substitutions multiply what they refer to",
            Assert.Single(HoconTrees.Problems(() => Resolve($"a0 = {first}\n" + string.Concat(fields)))));
    }

    private static HoconSection Resolve(string text) => HoconResolver.Resolve(HoconTrees.Read(text), _ => null);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
