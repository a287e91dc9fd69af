namespace AkkaChat.Server.Room;

/// <summary>
/// The lines that the room has accepted and not yet delivered, in one buffer that is only ever appended to: what has
/// been handed out of it stays as it is.
/// </summary>
internal sealed class BlockBuilder
{
    private byte[] _buffer = [];

    /// <summary>Bytes gathered since the last <see cref="Take"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Formats lines: <paramref name="prefix"/>, content, LF each.</summary>
    public void Append(ReadOnlySpan<byte> prefix, Lines lines)
    {
        var target = Reserve(lines.Bytes.Length + (lines.Count * prefix.Length));
        var rest = lines.Bytes.Span;
        while (!rest.IsEmpty)
        {
            var line = rest[..(rest.IndexOf((byte)'\n') + 1)];
            prefix.CopyTo(target);
            line.CopyTo(target[prefix.Length..]);
            target = target[(prefix.Length + line.Length)..];
            rest = rest[line.Length..];
        }
    }

    /// <summary>What has been gathered from <paramref name="start"/> on, without taking it away.</summary>
    public Block Peek(int start) => new(new ArraySegment<byte>(_buffer, start, Length - start));

    /// <summary>Hands out all that has been gathered, and begins anew.</summary>
    public Block Take()
    {
        var block = Peek(0);
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
