namespace AkkaChat.Server.Connections;

/// <summary>
/// The counters of all connections, past ones included. Thread-safe; the lock is taken only when a connection opens or
/// closes, and when the sum is read.
/// </summary>
internal sealed class ConnectionStatsRegistry
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionStats> _open = [];
    private readonly ConnectionStats _closed = new();

    public ConnectionStats Open()
    {
        var stats = new ConnectionStats();
        lock (_lock)
            _open.Add(stats);
        return stats;
    }

    /// <summary>Keeps the totals of a connection that has ended; its send queue is gone.</summary>
    public void Close(ConnectionStats stats)
    {
        stats.SetPending(0);
        lock (_lock)
        {
            if (_open.Remove(stats))
                _closed.Add(stats);
        }
    }

    /// <returns>The number of open connections, and the sum over open and past ones.</returns>
    public (int Open, ConnectionStats Sum) Read()
    {
        var sum = new ConnectionStats();
        lock (_lock)
        {
            sum.Add(_closed);
            foreach (var stats in _open)
                sum.Add(stats);
            return (_open.Count, sum);
        }
    }
}
