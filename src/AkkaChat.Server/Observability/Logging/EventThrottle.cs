using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Lets events of one kind through one by one, until there are too many in a period; those beyond are only counted.
/// </summary>
/// <param name="limit">Events that are let through in a period.</param>
internal sealed class EventThrottle(int limit)
{
    /// <summary>Bounded by the reasons that there are.</summary>
    private readonly SortedDictionary<string, int> _surplus = new(StringComparer.Ordinal);
    private LogLevel _level;
    private int _admitted;

    /// <returns>False if the event is only counted.</returns>
    public bool Admit(LogLevel level, string reason = "")
    {
        if (_admitted < limit)
        {
            _admitted++;
            return true;
        }

        _surplus[reason] = _surplus.GetValueOrDefault(reason) + 1;
        _level = level > _level ? level : _level;
        return false;
    }

    /// <summary>Ends a period.</summary>
    /// <returns>What was only counted in it, or null if nothing was.</returns>
    public SuppressedEvents? Close()
    {
        _admitted = 0;
        if (_surplus.Count == 0)
            return null;

        var surplus = new SuppressedEvents(_surplus.Values.Sum(), _level, new Dictionary<string, int>(_surplus));
        _surplus.Clear();
        _level = LogLevel.Trace;
        return surplus;
    }
}
