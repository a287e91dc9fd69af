namespace AkkaChat.Server.Room;

/// <summary>
/// The end of the one stream of lines: what the room has accepted and somebody has still to get. It is in one buffer that
/// is only ever appended to: what has been handed out of it stays as it is. Positions count the bytes of the stream from
/// its very beginning.
/// </summary>
/// <param name="enough">It takes no further line once it has this many bytes.</param>
internal sealed class BatchBuilder(int enough)
{
    private const byte LF = (byte)'\n';

    private byte[] _buffer = [];

    /// <summary>Where the next line begins.</summary>
    public long End { get; private set; }

    /// <summary>Bytes gathered since the last <see cref="Trim"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Formats lines, as many as there is room for: <paramref name="prefix"/>, content, LF each.</summary>
    /// <param name="lines">Contents, each with its LF.</param>
    /// <returns>How many bytes of <paramref name="lines"/> have been taken.</returns>
    public int Append(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> lines)
    {
        var rest = lines;
        // The first lines make room for all that come with them, as far as they are sure to fit.
        if (_buffer.Length == 0)
            _buffer = new byte[Math.Min(rest.Length + (prefix.Length * rest.Count(LF)), enough)];
        while (!rest.IsEmpty && Length < enough)
        {
            var line = rest[..(rest.IndexOf(LF) + 1)];
            var target = Reserve(prefix.Length + line.Length);
            prefix.CopyTo(target);
            line.CopyTo(target[prefix.Length..]);
            rest = rest[line.Length..];
        }

        return lines.Length - rest.Length;
    }

    /// <summary>The lines between two positions, neither of them before what is forgotten.</summary>
    public Batch Slice(long from, long to, DeliveryTimer? timer = null)
    {
        var start = End - Length;
        return new Batch(new ArraySegment<byte>(_buffer, (int)(from - start), (int)(to - from)), timer);
    }

    /// <summary>Everybody has got everything.</summary>
    public void Trim()
    {
        _buffer = [];
        Length = 0;
    }

    private Span<byte> Reserve(int count)
    {
        var needed = Length + count;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(needed, 2 * _buffer.Length));

        var reserved = _buffer.AsSpan(Length, count);
        Length = needed;
        End += count;
        return reserved;
    }
}
