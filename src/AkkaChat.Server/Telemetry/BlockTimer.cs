using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AkkaChat.Server.Telemetry;

/// <summary>
/// Measures the time from the arrival of the lines of a block to the completion of the last write of it. It exists only
/// while somebody listens. Thread-safe: the members complete it, each once, and so does the room when it has told all.
/// If a member ends before the block has reached it, nothing is measured.
/// </summary>
/// <param name="arrivals">When the reads came that brought the lines, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="duration">In seconds; one measurement for each arrival.</param>
internal sealed class BlockTimer(long[] arrivals, Histogram<double> duration)
{
    private int _left = 1;

    /// <summary>The block is told to one more member.</summary>
    public void Await() => Interlocked.Increment(ref _left);

    public void Complete()
    {
        if (Interlocked.Decrement(ref _left) > 0)
            return;

        foreach (var arrival in arrivals)
            duration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds);
    }
}
