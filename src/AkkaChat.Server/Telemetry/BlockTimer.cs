using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AkkaChat.Server.Telemetry;

/// <summary>
/// Measures the time from the arrival of lines to the completion of the last write of them. It exists only while somebody
/// listens. The members complete it from any thread, once for each block; the room, whose it is, completes it when it has
/// told all. If a member ends before a block has reached it, nothing is measured.
/// </summary>
/// <param name="duration">In seconds; one measurement for each arrival.</param>
internal sealed class BlockTimer(Histogram<double> duration)
{
    private readonly List<long> _arrivals = [];
    private int _left = 1;

    /// <summary>The room only, before it completes it.</summary>
    /// <param name="arrivals">When the reads came that brought the lines, in ticks of <see cref="Stopwatch"/>.</param>
    public void Cover(IEnumerable<long> arrivals) => _arrivals.AddRange(arrivals);

    /// <summary>A block of these lines is told to a member.</summary>
    public void Await() => Interlocked.Increment(ref _left);

    public void Complete()
    {
        if (Interlocked.Decrement(ref _left) > 0)
            return;

        foreach (var arrival in _arrivals)
            duration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds);
    }
}
