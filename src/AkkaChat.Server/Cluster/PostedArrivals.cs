namespace AkkaChat.Server.Cluster;

/// <summary>
/// When lines of this node arrived that are posted and not delivered yet, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.
/// </summary>
internal sealed class PostedArrivals
{
    private readonly Queue<(long Position, long[] Arrivals)> _committed = new();
    private long[] _inFlight = [];

    /// <param name="arrivals">Of the lines in the post.</param>
    public void OnPosted(long[] arrivals) => _inFlight = arrivals;

    /// <param name="position">Of the post in the stream.</param>
    public void OnCommitted(long position)
    {
        if (_inFlight.Length > 0)
            _committed.Enqueue((position, _inFlight));
    }

    /// <summary>To be called with growing positions.</summary>
    /// <returns>Empty if the lines at the position are of another node, or not timed.</returns>
    public long[] Take(long position)
    {
        while (_committed.TryPeek(out var first) && first.Position <= position)
        {
            _committed.Dequeue();
            if (first.Position == position)
                return first.Arrivals;
        }

        return [];
    }

    public void Clear()
    {
        _committed.Clear();
        _inFlight = [];
    }
}
