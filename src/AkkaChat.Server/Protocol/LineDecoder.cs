namespace AkkaChat.Server.Protocol;

/// <summary>
/// Splits a byte stream into lines. A line ends with LF; one CR before it is dropped. The result does not depend on the
/// segmentation of the stream. Buffers at most one partial line of at most the limit plus two bytes. Not thread-safe.
/// </summary>
internal sealed class LineDecoder
{
    private const byte LF = (byte)'\n';
    private const byte CR = (byte)'\r';

    /// <summary>A buffer up to this size is reused for the next partial line; a larger one is released at once.</summary>
    private const int KeptCapacity = 512;

    private byte[] _partial = [];
    private int _partialLength;
    private bool _skipping;

    /// <param name="input">Unread input; on return the part that is still unread.</param>
    /// <param name="maxLength">Maximum bytes of a line without its line end.</param>
    /// <param name="line">The line without its line end; valid until the next call.</param>
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
            return BufferPartial(rest, maxLength);
        }

        line = WithoutCr(Complete(input[..end], maxLength + 2));
        input = input[(end + 1)..];
        if (line.Length <= maxLength)
            return LineResult.Line;

        line = default;
        return LineResult.TooLong;
    }

    /// <summary>At the end of the stream: returns a partial line as the last line.</summary>
    /// <returns>False if there is none.</returns>
    public bool ReadLast(out ReadOnlySpan<byte> line)
    {
        var any = _partialLength > 0;
        line = WithoutCr(_partial.AsSpan(0, _partialLength));
        _partialLength = 0;
        return any;
    }

    /// <summary>The buffered partial line followed by <paramref name="end"/>.</summary>
    private ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> end, int maxCapacity)
    {
        if (_partialLength == 0)
            return end;

        Append(end, maxCapacity);
        var line = _partial.AsSpan(0, _partialLength);
        _partialLength = 0;
        if (_partial.Length > KeptCapacity)
            _partial = [];
        return line;
    }

    private LineResult BufferPartial(ReadOnlySpan<byte> rest, int maxLength)
    {
        if (rest.IsEmpty)
            return LineResult.Incomplete;

        // A trailing CR does not count yet: LF may follow.
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

    /// <param name="bytes">Continuation of the partial line.</param>
    /// <param name="maxCapacity">Limit of the doubling of the buffer; exceeded only if the bytes need it.</param>
    private void Append(ReadOnlySpan<byte> bytes, int maxCapacity)
    {
        var length = _partialLength + bytes.Length;
        if (length > _partial.Length)
            Array.Resize(ref _partial, Math.Max(length, Math.Min(2 * _partial.Length, maxCapacity)));
        bytes.CopyTo(_partial.AsSpan(_partialLength));
        _partialLength = length;
    }

    private static ReadOnlySpan<byte> WithoutCr(ReadOnlySpan<byte> line) =>
        line is [.., CR] ? line[..^1] : line;
}
