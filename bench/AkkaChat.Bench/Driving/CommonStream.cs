using System.Text;
using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Driving;

/// <summary>
/// The stream that all members must receive, byte for byte. Whoever is ahead brings it, and that is looked at message
/// by message; everybody else is compared with it.
/// </summary>
internal sealed class CommonStream
{
    private const int StartLength = 256 * 1024;
    private const int MostLength = 1 << 30;

    private readonly IReadOnlyList<Connection> _members;
    private readonly IReadOnlyList<Sender> _senders;
    private readonly Action<Sender> _returned;
    private readonly Latency _latency;
    private readonly SampleRing _samples;
    private readonly byte[][] _prefixes;
    private readonly byte[] _end;
    private readonly int _frameLength;
    private readonly uint[] _heard;
    private readonly byte[] _partial;
    private int _partialLength;
    private long _messages;

    // The last bytes; what has been received by all is given up.
    private byte[] _ring = GC.AllocateUninitializedArray<byte>(StartLength);
    private long _head;
    private long _tail;

    /// <param name="returned">Told when messages of a sender have returned to it.</param>
    public CommonStream(
        IReadOnlyList<Connection> members,
        IReadOnlyList<Sender> senders,
        IReadOnlyList<string> prefixes,
        string end,
        Latency latency,
        Action<Sender> returned)
    {
        _members = members;
        _senders = senders;
        _latency = latency;
        _returned = returned;
        _samples = new SampleRing(members);
        _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];
        _end = Encoding.UTF8.GetBytes(end);
        _frameLength = _prefixes[0].Length + Shape.MessageLength + _end.Length;
        _heard = new uint[senders.Count];
        _partial = new byte[_frameLength];
    }

    public long Deliveries => _members.Sum(member => member.Position / _frameLength);

    public void Take(Connection member, ReadOnlySpan<byte> bytes)
    {
        var known = (int)Math.Min(bytes.Length, _head - member.Position);
        if (known > 0)
            Compare(member, bytes, known);
        if (known < bytes.Length)
            Append(bytes[known..]);
        member.Position += bytes.Length;

        member.Samples = _samples.Take(member.Samples, member.Position, _latency);
        if (member.Returning is { } sender && sender.ReturnUntil(member.Position))
            _returned(sender);
    }

    public bool IsComplete() =>
        _messages == _senders.Sum(sender => sender.Sent)
        && _partialLength == 0
        && _members.All(member => member.Position == _head);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_head + bytes.Length - _tail > _ring.Length)
            MakeRoom(bytes.Length);
        var at = (int)(_head & (_ring.Length - 1));
        var first = Math.Min(bytes.Length, _ring.Length - at);
        bytes[..first].CopyTo(_ring.AsSpan(at));
        bytes[first..].CopyTo(_ring);

        var frame = _head - _partialLength;
        _head += bytes.Length;
        if (_partialLength > 0)
        {
            var missing = Math.Min(_frameLength - _partialLength, bytes.Length);
            bytes[..missing].CopyTo(_partial.AsSpan(_partialLength));
            _partialLength += missing;
            if (_partialLength < _frameLength)
                return;
            Check(_partial, frame);
            frame += _frameLength;
            bytes = bytes[missing..];
        }

        for (; bytes.Length >= _frameLength; bytes = bytes[_frameLength..], frame += _frameLength)
            Check(bytes, frame);
        bytes.CopyTo(_partial);
        _partialLength = bytes.Length;
    }

    /// <param name="bytes">The frame and whatever follows.</param>
    private void Check(ReadOnlySpan<byte> bytes, long position)
    {
        if (!TryRead(bytes, out var stamp))
            throw new FaultException(Fault.Malformed, $"a line that nobody sent: {Text(bytes)}");

        var sender = _senders[(int)stamp.Sender];
        var expected = _heard[stamp.Sender];
        if (stamp.Number != expected || stamp.Number >= sender.Sent)
            throw new FaultException(FaultOf(stamp, bytes), $"expected number {expected} of its sender: {Text(bytes)}");

        _heard[stamp.Sender]++;
        _messages++;
        sender.Know(position + _frameLength);
        if (_latency.IsSample(stamp.Number))
            _samples.Add(position + _frameLength, stamp.Time);
    }

    private bool TryRead(ReadOnlySpan<byte> frame, out Stamp stamp)
    {
        stamp = default;
        var start = _prefixes[0].Length;
        return frame.Length >= _frameLength
            && Stamp.TryRead(frame.Slice(start, Shape.MessageLength), out stamp)
            && stamp.Sender < _senders.Count
            && frame.StartsWith(_prefixes[stamp.Sender])
            && frame.Slice(start + Shape.MessageLength, _end.Length).SequenceEqual(_end);
    }

    /// <summary>What is wrong with a message whose number is not the expected one.</summary>
    private Fault FaultOf(Stamp stamp, ReadOnlySpan<byte> bytes)
    {
        if (stamp.Number < _heard[stamp.Sender])
            return Fault.Duplicated;
        for (bytes = bytes[_frameLength..]; TryRead(bytes, out var later); bytes = bytes[_frameLength..])
        {
            if (later.Sender == stamp.Sender && later.Number == _heard[stamp.Sender])
                return Fault.OutOfOrder;
        }

        return Fault.Lost;
    }

    private void Compare(Connection member, ReadOnlySpan<byte> bytes, int known)
    {
        var at = (int)(member.Position & (_ring.Length - 1));
        var first = Math.Min(known, _ring.Length - at);
        if (bytes[..first].SequenceEqual(_ring.AsSpan(at, first))
            && bytes[first..known].SequenceEqual(_ring.AsSpan(0, known - first)))
            return;

        var differs = 0;
        while (bytes[differs] == At(member.Position + differs))
            differs++;
        throw Difference(member, bytes, member.Position + differs);
    }

    /// <summary>Tells in what way a member has received something else than the others.</summary>
    private FaultException Difference(Connection member, ReadOnlySpan<byte> bytes, long position)
    {
        var start = position - (position % _frameLength);
        var own = new byte[member.Position + bytes.Length - start];
        for (var i = 0; i < own.Length; i++)
            own[i] = start + i < member.Position ? At(start + i) : bytes[(int)(start + i - member.Position)];
        var rest = own.AsSpan();
        var fault = !TryRead(rest, out _) ? Fault.Malformed
            : SameAt(rest, start - _frameLength) ? Fault.Duplicated
            : rest.Length > _frameLength && SameAt(rest[_frameLength..], start) ? Fault.OrderDiffers
            : SameAt(rest, start + _frameLength) ? Fault.Lost
            : Fault.OrderDiffers;
        var story = $"member {member.Number} differs from the others at byte {position}";
        return new FaultException(fault, $"{story}: {Text(rest)} instead of {Text(Frame(start))}");
    }

    private bool SameAt(ReadOnlySpan<byte> frame, long position) =>
        position >= _tail && position + _frameLength <= _head && frame.StartsWith(Frame(position));

    private byte[] Frame(long position)
    {
        var frame = new byte[Math.Min(_frameLength, _head - position)];
        for (var i = 0; i < frame.Length; i++)
            frame[i] = At(position + i);
        return frame;
    }

    private byte At(long position) => _ring[position & (_ring.Length - 1)];

    private string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(_frameLength, bytes.Length)]).TrimEnd();

    private void MakeRoom(int count)
    {
        // A little more is kept, to tell what differs.
        _tail = Math.Max(_tail, _members.Min(member => member.Position) - (2 * _frameLength));
        if (_head + count - _tail <= _ring.Length)
            return;

        var length = _ring.Length;
        while (_head + count - _tail > length)
            length *= 2;
        if (length >= MostLength)
            throw new BenchException("a member is too far behind the others to be checked");
        var ring = GC.AllocateUninitializedArray<byte>(length);
        for (var at = _tail; at < _head; at++)
            ring[at & (length - 1)] = At(at);
        _ring = ring;
    }
}
