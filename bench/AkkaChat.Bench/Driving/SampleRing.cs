namespace AkkaChat.Bench.Driving;

/// <summary>When some messages of the common stream were sent, until all members have received them.</summary>
internal sealed class SampleRing(IReadOnlyList<Connection> members)
{
    private (long End, long Sent)[] _samples = new (long, long)[1024];
    private long _head;
    private long _tail;

    /// <param name="end">Where the message ends in the common stream.</param>
    /// <param name="sent">When it was sent.</param>
    public void Add(long end, long sent)
    {
        if (_head - _tail == _samples.Length)
            MakeRoom();
        _samples[_head++ & (_samples.Length - 1)] = (end, sent);
    }

    /// <summary>Measures the samples that a member has received.</summary>
    /// <param name="taken">How many it had before.</param>
    /// <param name="position">Up to where it has received the common stream.</param>
    /// <returns>How many it has now.</returns>
    public long Take(long taken, long position, Latency latency)
    {
        for (; taken < _head; taken++)
        {
            var (end, sent) = _samples[taken & (_samples.Length - 1)];
            if (end > position)
                break;
            latency.Add(sent);
        }

        return taken;
    }

    private void MakeRoom()
    {
        _tail = members.Min(member => member.Samples);
        if (_head - _tail < _samples.Length)
            return;

        var samples = new (long, long)[2 * _samples.Length];
        for (var at = _tail; at < _head; at++)
            samples[at & (samples.Length - 1)] = _samples[at & (_samples.Length - 1)];
        _samples = samples;
    }
}
