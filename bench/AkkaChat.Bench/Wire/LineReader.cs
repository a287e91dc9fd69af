namespace AkkaChat.Bench.Wire;

/// <summary>Cuts what the server sends into lines. Ends of lines are LF and nothing else.</summary>
internal sealed class LineReader(ChatSocket socket)
{
    /// <summary>More than the longest message that a server takes, however its text is made safe.</summary>
    private const int LongestLine = 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>The beginning of a line has come, but not its end.</summary>
    public bool HasPartialLine => _end > _start;

    /// <summary>Takes the next line that has come already.</summary>
    /// <param name="line">Without its LF; valid until the next <see cref="FillAsync"/>.</param>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (length < 0)
        {
            _scanned = _end;
            line = default;
            return false;
        }

        var end = _scanned + length;
        line = _buffer.AsSpan(_start, end - _start);
        _start = _scanned = end + 1;
        return true;
    }

    /// <summary>Waits for more.</summary>
    /// <returns>False at the end of the stream.</returns>
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        var count = await socket.ReceiveAsync(_buffer.AsMemory(_end));
        _end += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        if (length > LongestLine)
            throw new InvalidDataException($"a line longer than {LongestLine} bytes");

        var target = length > _buffer.Length / 2 ? new byte[2 * _buffer.Length] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        _buffer = target;
        _scanned -= _start;
        _end = length;
        _start = 0;
    }
}
