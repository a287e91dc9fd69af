using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

internal static class LineDecoding
{
    public const string TooLong = "<too long>";

    /// <summary>All that a decoder makes of a piece of input.</summary>
    public static List<string> Read(LineDecoder decoder, ReadOnlySpan<byte> input, int maxLength)
    {
        var lines = new List<string>();
        while (true)
        {
            switch (decoder.Read(ref input, maxLength, out var line))
            {
                case LineResult.Line:
                    lines.Add(line.Text());
                    break;
                case LineResult.TooLong:
                    lines.Add(TooLong);
                    break;
                default:
                    Assert.True(input.IsEmpty);
                    return lines;
            }
        }
    }
}
