using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AkkaChat.Server.Room;

/// <summary>
/// Measures the time from the arrival of lines to the completion of their last write. Created only while the histogram
/// is enabled. Thread-safe: every recipient completes it once, from its own actor, when it has written the batch or
/// ends with the batch in its send queue. If one ends before the batch has reached it, nothing is recorded.
/// </summary>
/// <param name="duration">In seconds; one measurement for each arrival.</param>
/// <param name="arrivals">When the reads completed that brought the lines, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="recipients">At least 1.</param>
internal sealed class DeliveryTimer(Histogram<double> duration, long[] arrivals, int recipients)
{
    private int _remaining = recipients;

    /// <returns>Null if there is nothing to measure.</returns>
    public static DeliveryTimer? Create(Histogram<double> duration, long[] arrivals, int recipients) =>
        arrivals.Length > 0 && recipients > 0 ? new DeliveryTimer(duration, arrivals, recipients) : null;

    /// <summary>One recipient is done with the batch.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _remaining) > 0)
            return;

        foreach (var arrival in arrivals)
            duration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds);
    }
}
