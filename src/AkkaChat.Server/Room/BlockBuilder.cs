using AkkaChat.Server.Telemetry;

namespace AkkaChat.Server.Room;

/// <summary>
/// The lines that the room has accepted and not yet delivered, in one buffer that is only ever appended to: what has
/// been handed out of it stays as it is.
/// </summary>
/// <param name="enough">A block takes no further line once it has this many bytes.</param>
internal sealed class BlockBuilder(int enough)
{
    private const byte LF = (byte)'\n';

    private byte[] _buffer = [];

    /// <summary>Bytes gathered since the last <see cref="Take"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Formats lines, as many as the block takes: <paramref name="prefix"/>, content, LF each.</summary>
    /// <param name="lines">Contents, each with its LF.</param>
    /// <returns>How many bytes of <paramref name="lines"/> have been taken.</returns>
    public int Append(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> lines)
    {
        var rest = lines;
        // The first lines of a block make room for all that come with them, as far as they are sure to fit.
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

    /// <summary>What has been gathered from <paramref name="start"/> on, without taking it away.</summary>
    public Block Peek(int start) => new(new ArraySegment<byte>(_buffer, start, Length - start));

    /// <summary>Hands out all that has been gathered, and begins anew.</summary>
    public Block Take(BlockTimer? timer = null)
    {
        var block = new Block(new ArraySegment<byte>(_buffer, 0, Length), timer);
        _buffer = [];
        Length = 0;
        return block;
    }

    private Span<byte> Reserve(int count)
    {
        var needed = Length + count;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(needed, 2 * _buffer.Length));

        var reserved = _buffer.AsSpan(Length, count);
        Length = needed;
        return reserved;
    }
}
