using AkkaChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>Compares the decoder with a model that splits the whole stream at once.</summary>
[Properties(MaxTest = 2000, Arbitrary = [typeof(Inputs)])]
public sealed class LineDecoderProperties
{
    private const int MaxLength = 6;

    [Property]
    public void Segmentation_does_not_change_the_lines(SegmentedInput input)
    {
        var expected = Model(input.Whole);

        Assert.Equal(expected, LineDecoding.ReadStream(input.Pieces, MaxLength));
        Assert.Equal(expected, LineDecoding.ReadStream(input.Whole.Bytes().Select(single => new[] { single }), MaxLength));
    }

    private static IEnumerable<string> Model(string whole)
    {
        var lines = whole.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == lines.Length - 1 && lines[i].Length == 0)
                continue;
            var line = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
            yield return line.Length > MaxLength ? LineDecoding.TooLong : line;
        }
    }

    public sealed record SegmentedInput(byte[][] Pieces)
    {
        public string Whole => string.Concat(Pieces.Select(piece => ((ReadOnlySpan<byte>)piece).Text()));

        public override string ToString() => string.Join('|', Pieces.Select(Convert.ToHexString));
    }

    /// <summary>Mostly line ends, and lines about as long as the limit.</summary>
    public static class Inputs
    {
        public static Arbitrary<SegmentedInput> Input()
        {
            var bytes = Gen.Frequency(
                (2, Gen.Constant((byte)'\n')),
                (2, Gen.Constant((byte)'\r')),
                (5, Gen.Elements("ab: ".Bytes())),
                (1, Gen.Choose(0, 255).Select(value => (byte)value)));
            return bytes.ArrayOf().ArrayOf().Select(pieces => new SegmentedInput(pieces)).ToArbitrary();
        }
    }
}
