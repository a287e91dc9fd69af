using System.Text;

namespace AkkaChat.Bench.Driving;

/// <summary>
/// The phase before the measurement: says something from time to time until everybody has heard it, and so is in the room
/// for sure, and then waits until it is quiet.
/// </summary>
internal sealed class Joining(Protocol protocol) : ISwarmUser
{
    private const long FirstGap = 10 * Clock.Millisecond;
    private const long LongestGap = Clock.Second / 2;
    private const long JoinLimit = 60 * Clock.Second;
    private const long Quiet = 50 * Clock.Millisecond;
    private const long QuietLimit = 10 * Clock.Second;

    private string _lastWords = "nothing";
    private uint _probes;
    private int _joined;

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
            foreach (var prober in probers)
                swarm.Send(prober, protocol.Framed(new Stamp(Stamp.Probe, _probes++, now)));
            next = now + gap;
            gap = Math.Min(LongestGap, gap + (gap / 2));
        }
    }

    public static void Settle(Swarm swarm)
    {
        var start = Clock.Now;
        while (Clock.Now is var now && now - Math.Max(start, swarm.LastReceived) < Quiet)
        {
            if (now - start > QuietLimit)
                throw new BenchException("the server does not become quiet");
            swarm.Turn(Clock.Millisecond);
        }
    }

    public void Received(Connection connection, ReadOnlySpan<byte> bytes)
    {
        if (!connection.IsMember)
            return;
        while (connection.Partial.TryTake(ref bytes, out var line))
        {
            if (IsProbe(line))
            {
                _joined += connection.HasJoined ? 0 : 1;
                connection.HasJoined = true;
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

    private static bool IsProbe(ReadOnlySpan<byte> line) =>
        line.Length >= Shape.MessageLength
        && Stamp.TryRead(line[^Shape.MessageLength..], out var stamp)
        && stamp.Sender == Stamp.Probe;
}
