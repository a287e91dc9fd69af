namespace AkkaChat.TerminalClient.Session;

/// <summary>
/// When to connect again: after pauses that grow, and vary, so that the clients of a server that restarts do not come back all at once.
/// The page for browsers has the same.
/// </summary>
/// <param name="random">From 0 to 1.</param>
internal sealed class ReconnectPolicy(TimeProvider time, Func<double> random)
{
    /// <summary>For this long the server may still hold the name for a connection that was lost.</summary>
    public static readonly TimeSpan NameHeldLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    /// <summary>A server that closes the connections in order is back soon.</summary>
    private static readonly TimeSpan MaxRestartPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxNameHeldPause = TimeSpan.FromSeconds(5);

    private int _attempts;
    private long? _nameHeldSince;

    public TimeSpan NextPause(EndKind kind)
    {
        var longest = kind switch
        {
            EndKind.ServerClosed => MaxRestartPause,
            EndKind.NameHeld => MaxNameHeldPause,
            _ => MaxPause,
        };
        var pause = Math.Min(longest.TotalSeconds, MinPause.TotalSeconds * Math.Pow(2, _attempts++));
        return TimeSpan.FromSeconds(pause * (0.5 + (random() / 2)));
    }

    /// <summary>The name was refused although it is ours.</summary>
    /// <returns>It may still become free.</returns>
    public bool MayWaitForName()
    {
        _nameHeldSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_nameHeldSince.Value) < NameHeldLimit;
    }

    /// <summary>A connection has lasted.</summary>
    public void Reset() => (_attempts, _nameHeldSince) = (0, null);
}
