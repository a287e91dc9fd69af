using AkkaChat.Server.Protocol;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Protocol;

internal static class FirstLineReading
{
    /// <summary>Reads pieces of a stream until the result is certain.</summary>
    /// <returns>The result, the line, and the number of bytes that were read before it was certain; 0 if it is not.</returns>
    public static (FirstLineResult Result, string Line, int Bytes) Read(FirstLine firstLine, IEnumerable<byte[]> pieces)
    {
        var count = 0;
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> input = piece;
            var result = firstLine.Read(ref input, out var line);
            count += piece.Length - input.Length;
            if (result != FirstLineResult.Incomplete)
                return (result, line.Text(), count);
            Assert.True(input.IsEmpty);
        }

        return (FirstLineResult.Incomplete, "", 0);
    }
}
