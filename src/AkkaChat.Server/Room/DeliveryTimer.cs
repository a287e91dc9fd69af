using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AkkaChat.Server.Room;

/// <summary>
/// Measures the time from the arrival of lines to the completion of the last write of them. It exists only while somebody
/// listens. It is the room's; the members complete it from any thread, once for each batch. If a member ends before a
/// batch has reached it, nothing is measured.
/// </summary>
/// <param name="duration">In seconds; one measurement for each arrival.</param>
internal sealed class DeliveryTimer(Histogram<double> duration)
{
    private readonly List<long> _arrivals = [];
    private int _told;

    /// <summary>Not above 0 before all have been told: only then can a member be the last.</summary>
    private int _left;

    /// <summary>The room only, before all have been told.</summary>
    /// <param name="arrivals">When the reads came that brought the lines, in ticks of <see cref="Stopwatch"/>.</param>
    public void Cover(IEnumerable<long> arrivals) => _arrivals.AddRange(arrivals);

    /// <summary>The room only: a batch of these lines is told to a member.</summary>
    public void Tell() => _told++;

    /// <summary>The room only: all that are to have the lines have been told.</summary>
    public void EndTelling()
    {
        if (Interlocked.Add(ref _left, _told) == 0)
            Record();
    }

    /// <summary>A member has written a batch.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            Record();
    }

    private void Record()
    {
        foreach (var arrival in _arrivals)
            duration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds);
    }
}
