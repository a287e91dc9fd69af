using System.Text;
using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Driving;

/// <summary>
/// For servers whose members do not receive the same bytes: each stream is looked at message by message. The messages
/// of each sender must come complete and in order; an order of all messages is not asked for.
/// </summary>
internal sealed class OwnStreams : IVerifier
{
    private readonly IReadOnlyList<Connection> _members;
    private readonly IReadOnlyList<Sender> _senders;
    private readonly Protocol _protocol;
    private readonly Latency _latency;
    private readonly Action<Sender> _returned;

    /// <param name="returned">Told when messages of a sender have returned to it.</param>
    public OwnStreams(
        IReadOnlyList<Connection> members,
        IReadOnlyList<Sender> senders,
        Protocol protocol,
        Latency latency,
        Action<Sender> returned)
    {
        _members = members;
        _senders = senders;
        _protocol = protocol;
        _latency = latency;
        _returned = returned;
        foreach (var member in members)
            member.Heard = new uint[senders.Count];
    }

    public long Deliveries { get; private set; }

    public void Take(Connection member, ReadOnlySpan<byte> bytes)
    {
        while (member.Partial.TryTake(ref bytes, out var line))
        {
            if (line.Length < Shape.MessageLength || line[^Shape.MessageLength] != Stamp.Mark)
                Answer(member, line);
            else if (Stamp.TryRead(line[^Shape.MessageLength..], out var stamp) && stamp.Sender < _senders.Count)
                Check(member, stamp);
            else
                throw new FaultException(Fault.Malformed, $"a line that nobody sent: {Excerpt.Of(line)}");
        }
    }

    public bool IsComplete()
    {
        var sent = _senders.Sum(sender => sender.Sent);
        var own = _protocol.Echoes ? 0 : sent;
        return Deliveries == (sent * _members.Count) - own;
    }

    private void Check(Connection member, Stamp stamp)
    {
        var expected = member.Heard[stamp.Sender];
        if (stamp.Number != expected)
        {
            throw new FaultException(
                stamp.Number < expected ? Fault.Duplicated : Fault.Lost,
                $"member {member.Number} expected number {expected} of sender {stamp.Sender}, not {stamp.Number}");
        }

        member.Heard[stamp.Sender]++;
        Deliveries++;
        if (_latency.IsSample(stamp.Number))
            _latency.Add(stamp.Time);
        if (member.Returning is { } sender && sender.Number == stamp.Sender)
        {
            sender.Return();
            _returned(sender);
        }
    }

    private void Answer(Connection member, ReadOnlySpan<byte> line)
    {
        if (_protocol.Answer(Encoding.UTF8.GetString(line)) is { } answer)
            member.Send(Encoding.UTF8.GetBytes(answer));
    }
}
