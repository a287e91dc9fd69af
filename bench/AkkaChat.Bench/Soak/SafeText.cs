using System.Buffers;
using System.Text;

namespace AkkaChat.Bench.Soak;

/// <summary>Text that is safe for every reader: strict UTF-8, no control characters but TAB, no further line ends.</summary>
internal static class SafeText
{
    private static readonly SearchValues<byte> PlainAscii =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', 0x7F - ' ').Select(value => (byte)value)]);

    /// <returns>What is wrong with the line, or null.</returns>
    public static string? Problem(ReadOnlySpan<byte> line)
    {
        while (line.IndexOfAnyExcept(PlainAscii) is >= 0 and var special)
        {
            line = line[special..];
            if (Rune.DecodeFromUtf8(line, out var rune, out var length) != OperationStatus.Done)
                return "invalid UTF-8";
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
                return $"U+{rune.Value:X4}";
            line = line[length..];
        }

        return null;
    }
}
