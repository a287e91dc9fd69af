using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace AkkaChat.Tests.Protocol;

/// <summary>Any stream of bytes, cut anywhere, gives what splitting the whole stream gives.</summary>
[Properties(MaxTest = 2000, Arbitrary = [typeof(Streams)])]
public sealed class LineDecoderProperties
{
    private const int MaxLength = 6;

    [Property]
    public void Segmentation_makes_no_difference(CutInput input)
    {
        var decoder = new LineDecoder();
        var lines = new List<string>();
        foreach (var piece in input.Pieces)
            lines.AddRange(LineDecoding.Read(decoder, piece, MaxLength));
        if (decoder.ReadLast(out var last))
            lines.Add(last.Text());

        Assert.Equal(Model(input.Whole), lines);
    }

    [Property]
    public void A_byte_at_a_time_makes_no_difference(CutInput input)
    {
        var decoder = new LineDecoder();
        var lines = input.Whole.Bytes()
            .SelectMany(single => LineDecoding.Read(decoder, [single], MaxLength))
            .ToList();
        if (decoder.ReadLast(out var last))
            lines.Add(last.Text());

        Assert.Equal(Model(input.Whole), lines);
    }

    /// <summary>The rule as it is written down, on the whole text at once.</summary>
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

    /// <summary>A stream, cut into pieces.</summary>
    public sealed record CutInput(byte[][] Pieces)
    {
        public string Whole => string.Concat(Pieces.Select(piece => ((ReadOnlySpan<byte>)piece).Text()));

        public override string ToString() => string.Join('|', Pieces.Select(Convert.ToHexString));
    }

    /// <summary>Mostly what matters to a decoder: line ends, and lines about as long as the limit.</summary>
    public static class Streams
    {
        public static Arbitrary<CutInput> Cut()
        {
            var bytes = Gen.Frequency(
                (2, Gen.Constant((byte)'\n')),
                (2, Gen.Constant((byte)'\r')),
                (5, Gen.Elements("ab: ".Bytes())),
                (1, Gen.Choose(0, 255).Select(value => (byte)value)));
            return bytes.ArrayOf().ArrayOf().Select(pieces => new CutInput(pieces)).ToArbitrary();
        }
    }
}
