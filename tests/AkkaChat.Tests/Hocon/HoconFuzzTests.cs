using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

/// <summary>Random texts, and random changes of valid ones, are read or refused: without a crash, a hang, or memory beyond a bound.</summary>
public sealed class HoconFuzzTests
{
    private const int Mutations = 20_000;
    private const int Webs = 5_000;

    /// <summary>Bytes that one short text may allocate.</summary>
    private const long MaxAllocation = 64 * 1024 * 1024;

    private static readonly string[] Seeds =
    [
        "a { b = 1, c = [1, 2, { d = \"x\" }] }\ne = ${a.b}${?HOME}\n# comment\nf = \"\"\"g\n\"\"\"\n",
        "x { b = 1 }\na = ${x} { c = 2 }\na.d = ${a.b}\na.l += 1\na.l += ${?y}\ny = [1] [2] ${a.l}\n",
        "p = a\np = ${p}\":b\"\np = ${p}${p}\nq = [${p}, ${q.r}]\nq { r = 1, 0 = x }\n",
        "{ \"a\" : { \"b.c\" : null, 'd' : -1.5e+3 }, include \"f\", \"g\" : [[], {}, \"\\u00e9\\n\"] }",
        "akkachat.listen { host = \"::\", port = ${?PORT} } // end\n a b . \"c d\" : 10 s\n",
        "include required(file(\"f\"))\ns { include \"f\" }\ns.x = ${s.y} ${?s.x}\n",
    ];

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ",", "=", ":", "+=", "\"", "\"\"\"", "${", "${?", "}", ".", "\n", " ", "\\", "#", "null", "include ", "a", "\uFEFF", "\0"];

    private static readonly string[] Paths = ["a", "b", "c", "a.b", "b.c", "a.b.c", "c.a", "b.b", "c.0", "c.a.b"];

    private static readonly string[] Values = ["1", "x", "null", "[1]", "{}", "{ a = 1 }", "{ b { c = 2 } }", "{ c { a = 2 } }"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_mutated_text_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
            AssertReadOrRefused(Mutate(random));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_text_whose_fields_refer_to_each_other_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Webs; i++)
            AssertReadOrRefused(Fields(random, random.Next(1, 7), depth: 0));
    }

    private static void AssertReadOrRefused(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var root = HoconReader.ReadFile(text, "/f/test.hocon", path => path == "/f/f" ? "x = ${?y}, y = [${?x}]" : null);
            var written = HoconWriter.Write(HoconResolver.Resolve(root, name => name == "HOME" ? "/root" : null));
            Assert.Equal(written, HoconWriter.Write(HoconTrees.Read(written)));
        }
        catch (HoconException exception)
        {
            Assert.All(exception.Problems, problem => Assert.Matches(@"^/f/\w*(\.hocon)?, line \d+, column \d+: ", problem));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocation);
    }

    /// <summary>Up to eight times removes, repeats, or inserts a part, of the text, of another one, or a token.</summary>
    private static string Mutate(Random random)
    {
        var text = Seeds[random.Next(Seeds.Length)];
        for (var count = random.Next(9); count > 0; count--)
        {
            var start = random.Next(text.Length + 1);
            var end = Math.Min(text.Length, start + random.Next(12));
            var other = Seeds[random.Next(Seeds.Length)];
            text = random.Next(5) switch
            {
                0 => text.Remove(start, end - start),
                1 => text.Insert(end, text[start..end]),
                2 => text.Insert(start, Tokens[random.Next(Tokens.Length)]),
                3 => text.Insert(start, other[random.Next(other.Length)..]),
                _ => text[..start] + Tokens[random.Next(Tokens.Length)] + text[end..],
            };
        }

        return text;
    }

    /// <summary>Fields of a few paths, most of which refer to another one: also to a parent, or to one that leads back.</summary>
    private static string Fields(Random random, int count, int depth) => string.Concat(Enumerable.Range(0, count).Select(_ =>
        $"{Any(random, Paths)} {(random.Next(10) == 0 ? "+=" : "=")} {Value(random, depth)}{(random.Next(8) == 0 ? Value(random, depth) : "")}\n"));

    private static string Value(Random random, int depth) => random.Next(depth > 2 ? 6 : 8) switch
    {
        < 4 => $"${{{(random.Next(4) == 0 ? "" : "?")}{Any(random, Paths)}}} ",
        < 6 => Any(random, Values),
        6 => $"{{ {Fields(random, random.Next(1, 3), depth + 1)}}}",
        _ => $"[ {Value(random, depth + 1)} ]",
    };

    private static string Any(Random random, string[] texts) => texts[random.Next(texts.Length)];
}
