using System.Text;
using AkkaChat.Hocon;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Hocon;

[Properties(MaxTest = 2000, Arbitrary = [typeof(HoconGenerators)])]
public sealed class HoconProperties
{
    [Property]
    public void Any_text_is_read_or_refused_with_one_problem(Fragments fragments)
    {
        try
        {
            HoconTrees.Read(fragments.Text);
        }
        catch (HoconException exception)
        {
            Assert.Matches(@"^test\.hocon, line \d+, column \d+: ", Assert.Single(exception.Problems));
        }
    }

    [Property]
    public void Any_valid_text_is_resolved_or_refused(Fragments fragments)
    {
        try
        {
            var resolved = HoconResolver.Resolve(HoconTrees.Read(fragments.Text), _ => null);
            // The writer refuses a tree that is not resolved.
            var written = HoconWriter.Write(resolved);
            Assert.Equal(written, HoconWriter.Write(HoconTrees.Read(written)));
        }
        catch (HoconException exception)
        {
            Assert.NotEmpty(exception.Problems);
        }
    }

    [Property]
    public void A_written_tree_is_read_back_unchanged(Scalars scalars)
    {
        var origin = new Origin(HoconTrees.Source, 0);
        var root = new HoconSection(origin);
        foreach (var (key, text) in scalars.Fields)
            root.Set(["section", key], new HoconScalar(text, origin));
        var items = scalars.Fields.Values.Select(text => new HoconScalar(text, origin));
        root.Set(["list"], new HoconList([.. items], origin));

        var read = HoconTrees.Read(HoconWriter.Write(root));

        var section = read.Find("section") as HoconSection;
        Assert.Equal(
            scalars.Fields,
            section?.Fields.ToDictionary(field => field.Key, field => Text(field.Value)) ?? []);
        Assert.Equal(scalars.Fields.Values, Assert.IsType<HoconList>(read.Find("list")).Items.Select(Text));
    }

    private static string Text(HoconNode node) => Assert.IsType<HoconScalar>(node).Text;

    /// <summary>Tokens of HOCON in random order, most often not valid.</summary>
    public sealed record Fragments(string Text)
    {
        public override string ToString() => Text;
    }

    public sealed record Scalars(IReadOnlyDictionary<string, string> Fields)
    {
        public override string ToString() =>
            string.Join('\n', Fields.Select(field => $"{Escape(field.Key)} = {Escape(field.Value)}"));

        private static string Escape(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));
    }

    public static class HoconGenerators
    {
        public static Arbitrary<Fragments> Fragments()
        {
            var single = Gen.Elements("{}[]=:,\"\\\n\r\t #/$?.+*ab1\uFEFF\u0085\0".ToCharArray())
                .Select(c => c.ToString());
            var token = Gen.Elements(
                "\"\"\"", "${", "${?", "//", "\\u", "\\u00e9", "\"\\ud83d\"", "+=", "null", "include ", "\r\n",
                "include \"x\"", "include required(file(", "\t", "\"\"", "1e+3");
            var sound = Gen.Elements(
                "a = 1\n", "b { a = 2 }\n", "d = \"\"\"{\"\"\"\n", "a.b = \"x\"\n",
                "c = [1, 2]\n", "a = ${b}\n", "b = ${?a}\n", "c = x${?d}\n", "a += 1\n", "b += ${?c}\n", "c = ${?c} [3]\n",
                "b = ${?b} { c = 3 }\n", "a = ${?b} ${?c}\n", "a b.\"c\" = null\n", "c { 0 = x, 1 = ${?a} }\n", "b.d = [${?b.a}]\n");
            var wild = Gen.Frequency((3, single), (1, token), (6, sound)).ArrayOf();
            var tame = Gen.Frequency((1, single), (40, sound)).ArrayOf();
            return Gen.OneOf(wild, tame)
                .Select(pieces => new Fragments(string.Concat(pieces)))
                .ToArbitrary();
        }

        public static Arbitrary<Scalars> Scalars()
        {
            // Whole runes: a lone surrogate cannot be written.
            var awkward = Gen.Elements(
                "\"\\\n\r\t:=#$,{}[] /.a\0\u007f\u0085\u2028\uFEFF😀".EnumerateRunes().ToArray());
            var any = Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value));
            var text = Gen.Frequency((4, awkward), (1, any)).ArrayOf().Select(string.Concat);
            return text.ArrayOf()
                .Select(texts => new Scalars(texts
                    .Select((value, index) => (Key: $"{index}.{value}", value))
                    .ToDictionary(pair => pair.Key, pair => pair.value)))
                .ToArbitrary();
        }
    }
}
