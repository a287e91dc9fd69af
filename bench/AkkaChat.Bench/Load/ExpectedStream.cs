using System.Buffers.Text;
using System.Text;

namespace AkkaChat.Bench.Load;

/// <summary>
/// The stream that every member must receive, byte for byte. The member that is ahead of all others supplies it, which
/// is checked line by line; what the others receive is compared with it. All lines have the same length.
/// </summary>
internal sealed class ExpectedStream
{
    /// <summary>Lines that are kept: about 35 MB, more than a server may owe a member.</summary>
    private const int Capacity = 1 << 19;
    private const int ContentLength = 64;

    private readonly byte[][] _prefixes;
    private readonly byte[] _ring;
    private readonly (int Sender, long SentAt)[] _lines = new (int, long)[Capacity];
    private readonly uint[] _expected;
    private long _head;

    public ExpectedStream(IReadOnlyList<string> senderNames)
    {
        _prefixes = [.. senderNames.Select(name => Encoding.UTF8.GetBytes($"{name}:"))];
        _expected = new uint[senderNames.Count];
        LineLength = _prefixes[0].Length + SentLength;
        _ring = new byte[Capacity * LineLength];
    }

    /// <summary>Bytes of a line as it is sent.</summary>
    public static int SentLength => ContentLength + 1;

    /// <summary>Bytes of a line as it is received.</summary>
    public int LineLength { get; }

    /// <summary>Lines that the member that is ahead of all others has received.</summary>
    public long Lines { get; private set; }

    public bool IsAtHead(LoadMember member) => member.Position == _head;

    public (int Sender, long SentAt) LineAt(long line) => _lines[line % Capacity];

    /// <summary>Writes a line as it is sent.</summary>
    public static void Write(Span<byte> line, uint number, long now)
    {
        NumberedLine.Write(line[..ContentLength], number, now);
        line[ContentLength] = (byte)'\n';
    }

    /// <summary>
    /// Finds where a member has joined, by the first line that it has received. Only the first sender sends while
    /// members join, so the number of a line is its place in the stream.
    /// </summary>
    /// <returns>False if the stream has not been received up to there.</returns>
    public bool Contains(ReadOnlySpan<byte> firstLine, out long position)
    {
        if (!TryRead(firstLine, out _, out var number, out _))
            throw Unexpected("a malformed line", firstLine);
        position = number * LineLength;
        return position <= _head;
    }

    /// <summary>Checks the next bytes that a member has received.</summary>
    /// <exception cref="FaultException">They are not what they should be.</exception>
    public void Take(LoadMember member, ReadOnlySpan<byte> bytes)
    {
        var position = member.Position!.Value;
        if (_head - position > _ring.Length)
            throw new FaultException($"member {member.Number} is more than {Capacity} lines behind the others");

        while (!bytes.IsEmpty)
        {
            var at = (int)(position % _ring.Length);
            var length = Math.Min(bytes.Length, _ring.Length - at);
            if (position < _head)
            {
                length = (int)Math.Min(length, _head - position);
                if (!bytes[..length].SequenceEqual(_ring.AsSpan(at, length)))
                    throw Different(member, position, bytes[..length]);
            }
            else
            {
                bytes[..length].CopyTo(_ring.AsSpan(at));
                _head += length;
                CheckNewLines();
            }

            position += length;
            bytes = bytes[length..];
        }

        member.Position = position;
    }

    private void CheckNewLines()
    {
        for (; (Lines + 1) * LineLength <= _head; Lines++)
        {
            var line = _ring.AsSpan((int)(Lines % Capacity) * LineLength, LineLength);
            if (!TryRead(line, out var sender, out var number, out var sentAt))
                throw Unexpected("a malformed line", line);
            if (number != _expected[sender])
                throw Unexpected($"lost, duplicated or reordered: {_expected[sender]:x8} was next, received", line);
            _expected[sender]++;
            _lines[Lines % Capacity] = (sender, sentAt);
        }
    }

    private bool TryRead(ReadOnlySpan<byte> line, out int sender, out uint number, out long sentAt)
    {
        (number, sentAt) = (0, 0);
        return Utf8Parser.TryParse(line[1..(_prefixes[0].Length - 1)], out sender, out _)
            && sender >= 0
            && sender < _prefixes.Length
            && line.StartsWith(_prefixes[sender])
            && line[^1] == '\n'
            && NumberedLine.TryRead(line[_prefixes[sender].Length..^1], out number, out sentAt);
    }

    private FaultException Different(LoadMember member, long position, ReadOnlySpan<byte> received)
    {
        var same = received.CommonPrefixLength(_ring.AsSpan((int)(position % _ring.Length)));
        var line = (position + same) / LineLength;
        var start = (int)Math.Max(0, (line * LineLength) - position);
        var expected = Text(_ring.AsSpan((int)(line % Capacity) * LineLength));
        return new FaultException($"member {member.Number} received other lines than the others, or in another order: "
            + $"at line {line} '{Text(received[start..])}' instead of '{expected}'");
    }

    private FaultException Unexpected(string problem, ReadOnlySpan<byte> line) => new($"{problem}: '{Text(line)}'");

    private string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(LineLength, bytes.Length)]).TrimEnd();
}
