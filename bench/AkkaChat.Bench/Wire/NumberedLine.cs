using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text.Unicode;

namespace AkkaChat.Bench.Wire;

/// <summary>
/// The content of the lines that are followed: <c>#number time filler tail</c>. The filler follows from the number and
/// the tail is always the same, so that a line that was cut or mixed with another one is recognised.
/// </summary>
internal static class NumberedLine
{
    /// <summary>Most bytes of filler.</summary>
    public const int LongestFiller = 32 * 1024;

    private const int LongestNumbers = 48;
    private const int Letters = 26;

    private static readonly byte[] Filler =
        [.. Enumerable.Range(0, LongestFiller + Letters).Select(i => (byte)('a' + (i % Letters)))];

    /// <summary>Bytes of every length that UTF-8 knows, a TAB, and what looks like a prefix.</summary>
    private static ReadOnlySpan<byte> Tail => "\tx:é€😀 end"u8;

    /// <summary>Writes a line with its LF, stamped with the present time.</summary>
    public static void Write(ArrayBufferWriter<byte> writer, long number, int filler)
    {
        Span<byte> numbers = stackalloc byte[LongestNumbers];
        Utf8.TryWrite(
            numbers, CultureInfo.InvariantCulture, $"#{number} {Stopwatch.GetTimestamp()} ", out var length);
        writer.Write(numbers[..length]);
        writer.Write(FillerOf(number, filler));
        writer.Write(Tail);
        writer.Write("\n"u8);
    }

    /// <param name="content">Without name and LF.</param>
    /// <param name="time">When it was written.</param>
    /// <returns>False if it is not what was written, byte by byte.</returns>
    public static bool TryParse(ReadOnlySpan<byte> content, out long number, out long time)
    {
        number = time = 0;
        return TryTake(ref content, (byte)'#')
            && TryTakeNumber(ref content, out number)
            && TryTake(ref content, (byte)' ')
            && TryTakeNumber(ref content, out time)
            && TryTake(ref content, (byte)' ')
            && content.EndsWith(Tail)
            && content.Length - Tail.Length <= LongestFiller
            && content[..^Tail.Length].SequenceEqual(FillerOf(number, content.Length - Tail.Length));
    }

    private static ReadOnlySpan<byte> FillerOf(long number, int length) =>
        Filler.AsSpan((int)(number % Letters), length);

    private static bool TryTake(ref ReadOnlySpan<byte> content, byte expected)
    {
        if (content.IsEmpty || content[0] != expected)
            return false;
        content = content[1..];
        return true;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> content, out long number)
    {
        if (!Utf8Parser.TryParse(content, out number, out var length) || number < 0)
            return false;
        content = content[length..];
        return true;
    }
}
