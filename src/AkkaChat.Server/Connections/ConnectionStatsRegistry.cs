namespace AkkaChat.Server.Connections;

/// <summary>
/// The stats of all connections, those that have ended included. Thread-safe. Costs something when a connection
/// comes or goes, and when somebody asks; what connections write down in between is their own.
/// </summary>
internal sealed class ConnectionStatsRegistry
{
    private readonly Lock _lock = new();
    private readonly HashSet<ConnectionStats> _open = [];
    private readonly ConnectionStats _ended = new();

    public ConnectionStats Open()
    {
        var stats = new ConnectionStats();
        lock (_lock)
            _open.Add(stats);
        return stats;
    }

    /// <summary>Its connection has ended. Nothing is pending any more.</summary>
    public void Close(ConnectionStats stats)
    {
        stats.SetPending(0);
        lock (_lock)
        {
            if (_open.Remove(stats))
                _ended.Add(stats);
        }
    }

    /// <returns>How many connections are open, and all that has ever gone through any.</returns>
    public (int Open, ConnectionStats Sum) Read()
    {
        var sum = new ConnectionStats();
        lock (_lock)
        {
            sum.Add(_ended);
            foreach (var stats in _open)
                sum.Add(stats);
            return (_open.Count, sum);
        }
    }
}
