using AkkaChat.Hocon;

namespace AkkaChat.Tests.Hocon;

/// <summary>Random changes of valid texts are read or refused: without a crash, a hang, or memory beyond a bound.</summary>
public sealed class HoconFuzzTests
{
    private const int Mutations = 20_000;

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
}
