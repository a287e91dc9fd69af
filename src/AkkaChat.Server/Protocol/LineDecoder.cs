namespace AkkaChat.Server.Protocol;

/// <summary>What <see cref="LineDecoder.Read"/> found.</summary>
internal enum LineResult
{
    /// <summary>No further line is complete; the input is used up.</summary>
    Incomplete,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A line is longer than allowed. It is said once, as soon as it is known; the rest of it is skipped.</summary>
    TooLong,
}

/// <summary>
/// Cuts a stream of bytes into lines. A line ends with LF, and one CR before it is dropped. The result does not depend
/// on how the stream is cut into pieces. Not thread-safe: one decoder belongs to one connection.
/// <para>Keeps at most one partial line, at most two bytes longer than allowed.</para>
/// </summary>
internal sealed class LineDecoder
{
    private const byte LF = (byte)'\n';
    private const byte CR = (byte)'\r';

    /// <summary>A buffer up to this size is kept for the next partial line; a larger one is given back at once.</summary>
    private const int KeptCapacity = 512;

    private byte[] _partial = [];
    private int _partialLength;
    private bool _skipping;

    /// <summary>Takes the next line from the front of <paramref name="input"/>.</summary>
    /// <param name="input">What has not been looked at yet; what is left of it afterwards is to be given again.</param>
    /// <param name="maxLength">Most bytes of a line, its end not counted.</param>
    /// <param name="line">The line without its end; valid until the next call.</param>
    public LineResult Read(ref ReadOnlySpan<byte> input, int maxLength, out ReadOnlySpan<byte> line)
    {
        line = default;
        var end = input.IndexOf(LF);
        if (_skipping)
        {
            if (end < 0)
            {
                input = default;
                return LineResult.Incomplete;
            }

            _skipping = false;
            input = input[(end + 1)..];
            end = input.IndexOf(LF);
        }

        if (end < 0)
        {
            var rest = input;
            input = default;
            return Keep(rest, maxLength);
        }

        line = WithoutCr(Complete(input[..end], maxLength + 2));
        input = input[(end + 1)..];
        if (line.Length <= maxLength)
            return LineResult.Line;

        line = default;
        return LineResult.TooLong;
    }

    /// <summary>Ends the stream: what is there without LF is the last line.</summary>
    /// <returns>False if there is nothing.</returns>
    public bool ReadLast(out ReadOnlySpan<byte> line)
    {
        var any = _partialLength > 0;
        line = WithoutCr(_partial.AsSpan(0, _partialLength));
        _partialLength = 0;
        return any;
    }

    /// <summary>The partial line, if there is one, and its end.</summary>
    private ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> end, int most)
    {
        if (_partialLength == 0)
            return end;

        Append(end, most);
        var line = _partial.AsSpan(0, _partialLength);
        _partialLength = 0;
        if (_partial.Length > KeptCapacity)
            _partial = [];
        return line;
    }

    private LineResult Keep(ReadOnlySpan<byte> rest, int maxLength)
    {
        if (rest.IsEmpty)
            return LineResult.Incomplete;

        // One byte more is fine as long as it may turn out to be the CR of the line's end.
        var length = _partialLength + rest.Length;
        if (length > maxLength + (rest[^1] == CR ? 1 : 0))
        {
            _partial = [];
            _partialLength = 0;
            _skipping = true;
            return LineResult.TooLong;
        }

        Append(rest, maxLength + 2);
        return LineResult.Incomplete;
    }

    /// <param name="most">The buffer grows to this at most, unless it must.</param>
    private void Append(ReadOnlySpan<byte> bytes, int most)
    {
        var length = _partialLength + bytes.Length;
        if (length > _partial.Length)
            Array.Resize(ref _partial, Math.Max(length, Math.Min(2 * _partial.Length, most)));
        bytes.CopyTo(_partial.AsSpan(_partialLength));
        _partialLength = length;
    }

    private static ReadOnlySpan<byte> WithoutCr(ReadOnlySpan<byte> line) =>
        line is [.., CR] ? line[..^1] : line;
}
