using System.Globalization;

namespace AkkaChat.Bench;

/// <summary>
/// The content of a checked line: <c>number time filler tail</c>. Number and time have a fixed width, and the filler
/// follows from the number, so that a line that was truncated or mixed with another is recognised.
/// </summary>
internal static class NumberedLine
{
    /// <summary>Maximum bytes after number and time.</summary>
    public const int LongestRest = 64 * 1024;

    public const int HeaderLength = TimeAt + TimeLength + 1;

    private const int NumberLength = 8;
    private const int TimeAt = NumberLength + 1;
    private const int TimeLength = 16;
    private const int Letters = 26;

    private static readonly byte[] Filler =
        [.. Enumerable.Range(0, LongestRest + Letters).Select(i => (byte)('a' + (i % Letters)))];

    /// <param name="content">Filled to its end.</param>
    /// <param name="time">When the line is sent, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    /// <param name="tail">What the filler ends with.</param>
    public static void Write(Span<byte> content, uint number, long time, ReadOnlySpan<byte> tail = default)
    {
        number.TryFormat(content, out _, "x8", CultureInfo.InvariantCulture);
        time.TryFormat(content[TimeAt..], out _, "x16", CultureInfo.InvariantCulture);
        content[NumberLength] = content[HeaderLength - 1] = (byte)' ';
        FillerOf(number, content.Length - HeaderLength - tail.Length).CopyTo(content[HeaderLength..]);
        tail.CopyTo(content[^tail.Length..]);
    }

    /// <returns>False unless it is, byte by byte, what <see cref="Write"/> has written.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> content, out uint number, out long time, ReadOnlySpan<byte> tail = default)
    {
        (number, time) = (0, 0);
        return content.Length >= HeaderLength + tail.Length
            && uint.TryParse(content[..NumberLength], NumberStyles.AllowHexSpecifier, null, out number)
            && long.TryParse(content.Slice(TimeAt, TimeLength), NumberStyles.AllowHexSpecifier, null, out time)
            && content[NumberLength] == ' '
            && content[HeaderLength - 1] == ' '
            && content.EndsWith(tail)
            && content[HeaderLength..^tail.Length].SequenceEqual(
                FillerOf(number, content.Length - HeaderLength - tail.Length));
    }

    private static ReadOnlySpan<byte> FillerOf(uint number, int length) =>
        Filler.AsSpan((int)(number % Letters), Math.Min(length, LongestRest));
}
