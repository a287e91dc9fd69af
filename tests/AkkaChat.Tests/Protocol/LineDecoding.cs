using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

internal static class LineDecoding
{
    public const string TooLong = "<too long>";

    /// <summary>All lines that a decoder reads from a piece of input.</summary>
    public static List<string> Read(LineDecoder decoder, ReadOnlySpan<byte> input, int maxLength)
    {
        var lines = new List<string>();
        var most = input.Length + 1;
        LineResult result;
        while ((result = decoder.Read(ref input, maxLength, out var line)) != LineResult.Incomplete)
        {
            lines.Add(result == LineResult.TooLong ? TooLong : line.Text());
            Assert.InRange(lines.Count, 0, most);
        }

        Assert.True(input.IsEmpty);
        return lines;
    }

    /// <summary>All lines of a whole stream, whatever its segmentation.</summary>
    public static List<string> ReadStream(IEnumerable<byte[]> pieces, int maxLength)
    {
        var decoder = new LineDecoder();
        var lines = pieces.SelectMany(piece => Read(decoder, piece, maxLength)).ToList();
        if (decoder.ReadLast(out var last))
            lines.Add(last.Text());
        return lines;
    }
}
