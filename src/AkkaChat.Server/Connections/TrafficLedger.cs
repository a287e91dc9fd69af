namespace AkkaChat.Server.Telemetry;

/// <summary>
/// The traffic of all connections, those that have ended included. Thread-safe. Costs something when a connection
/// comes or goes, and when somebody asks; what connections write down in between is their own.
/// </summary>
internal sealed class TrafficLedger
{
    private readonly Lock _lock = new();
    private readonly HashSet<Traffic> _open = [];
    private readonly Traffic _ended = new();

    public Traffic Open()
    {
        var traffic = new Traffic();
        lock (_lock)
            _open.Add(traffic);
        return traffic;
    }

    /// <summary>Its connection has ended. Nothing is pending any more.</summary>
    public void Close(Traffic traffic)
    {
        traffic.Owes(0);
        lock (_lock)
        {
            if (_open.Remove(traffic))
                _ended.Add(traffic);
        }
    }

    /// <returns>How many connections are open, and all that has ever gone through any.</returns>
    public (int Open, Traffic Sum) Read()
    {
        var sum = new Traffic();
        lock (_lock)
        {
            sum.Add(_ended);
            foreach (var traffic in _open)
                sum.Add(traffic);
            return (_open.Count, sum);
        }
    }
}
