namespace AkkaChat.Bench.Driving;

/// <summary>Cuts a stream into lines, and keeps the one whose end has not come yet.</summary>
internal sealed class PartialLine
{
    private const int Longest = 64 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public bool IsEmpty => _length == 0;

    /// <summary>Takes the next line from the front of <paramref name="input"/>.</summary>
    /// <param name="line">Without LF and CR; valid until the next call.</param>
    /// <returns>False if there is none; the input is used up.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        var end = input.IndexOf((byte)'\n');
        if (end < 0)
        {
            Append(input);
            input = line = default;
            return false;
        }

        line = input[..end];
        input = input[(end + 1)..];
        if (_length > 0)
        {
            Append(line);
            line = _bytes.AsSpan(0, _length);
            _length = 0;
        }

        line = line.TrimEnd((byte)'\r');
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var length = _length + bytes.Length;
        if (length > Longest)
            throw new BenchException($"what the server sends has no line within {Longest} bytes");
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = length;
    }
}
