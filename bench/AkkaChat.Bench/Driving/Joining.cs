using System.Text;

namespace AkkaChat.Bench.Driving;

/// <summary>
/// The phase before the measurement: says something from time to time until everybody has heard it, and so is in the
/// room for sure, and then waits until it is quiet.
/// </summary>
internal sealed class Joining(Protocol protocol) : ISwarmUser
{
    private const long FirstGap = 10 * Clock.Millisecond;
    private const long LongestGap = Clock.Second / 2;
    private const long JoinLimit = 60 * Clock.Second;
    private const long Quiet = 50 * Clock.Millisecond;

    private string _lastWords = "nothing";
    private uint _probes;
    private uint _lastRound;
    private int _joined;
    private int _heardLastRound;

    /// <summary>Waits until so many are in the room.</summary>
    /// <param name="probers">Who says something; two if nobody hears itself.</param>
    public void Join(Swarm swarm, IReadOnlyList<Connection> probers, int count)
    {
        var limit = Clock.Now + JoinLimit;
        var gap = FirstGap;
        for (long next = 0; _joined < count; swarm.Turn(Clock.Millisecond))
        {
            var now = Clock.Now;
            if (now > limit)
                throw new BenchException($"{_joined} of {count} are in the room; the server said: {_lastWords}");
            if (now < next)
                continue;
            _lastRound = _probes;
            _heardLastRound = 0;
            foreach (var prober in probers)
                swarm.Send(prober, protocol.Framed(new Stamp(Stamp.Probe, _probes++, now)));
            next = now + gap;
            gap = Math.Min(LongestGap, gap + (gap / 2));
        }
    }

    /// <summary>Waits until all who are in the room have heard the last that was said, and it is quiet.</summary>
    public void Settle(Swarm swarm)
    {
        var start = Clock.Now;
        while (_heardLastRound < _joined || Clock.Now - Math.Max(start, swarm.LastReceived) < Quiet)
        {
            if (Clock.Now - start > JoinLimit)
                throw new BenchException($"{_heardLastRound} of {_joined} have heard the last line; no quiet");
            swarm.Turn(Clock.Millisecond);
        }
    }

    public void Received(Connection connection, ReadOnlySpan<byte> bytes)
    {
        if (!connection.IsMember)
            return;
        while (connection.Partial.TryTake(ref bytes, out var line))
        {
            if (TryReadProbe(line, out var number))
            {
                Heard(connection, number);
                continue;
            }

            var words = Encoding.UTF8.GetString(line);
            if (protocol.Answer(words) is { } answer)
                connection.Send(Encoding.UTF8.GetBytes(answer));
            else if (words.Length > 0)
                _lastWords = Excerpt.Of(line);
        }
    }

    public void CanSend(Connection connection)
    {
    }

    public void Closed(Connection connection) =>
        throw new BenchException($"the server closed member {connection.Number}; it said: {_lastWords}");

    private void Heard(Connection connection, uint number)
    {
        if (connection.LastProbe is null)
            _joined++;
        if (number >= _lastRound && (connection.LastProbe is not { } before || before < _lastRound))
            _heardLastRound++;
        connection.LastProbe = number;
    }

    private static bool TryReadProbe(ReadOnlySpan<byte> line, out uint number)
    {
        var stamp = default(Stamp);
        var isProbe = line.Length >= Shape.MessageLength
            && Stamp.TryRead(line[^Shape.MessageLength..], out stamp)
            && stamp.Sender == Stamp.Probe;
        number = stamp.Number;
        return isProbe;
    }
}
