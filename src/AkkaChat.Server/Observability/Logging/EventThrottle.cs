using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Lets the first events of a period pass to the log and counts the others by reason.</summary>
/// <param name="limit">Events that pass per period.</param>
internal sealed class EventThrottle(int limit)
{
    private readonly SortedDictionary<string, int> _suppressed = new(StringComparer.Ordinal);
    private LogLevel _level;
    private int _passed;

    /// <returns>False if the event was only counted.</returns>
    public bool TryPass(LogLevel level, string reason = "")
    {
        if (_passed < limit)
        {
            _passed++;
            return true;
        }

        _suppressed[reason] = _suppressed.GetValueOrDefault(reason) + 1;
        _level = level > _level ? level : _level;
        return false;
    }

    /// <summary>Starts the next period.</summary>
    /// <returns>The events that this period has suppressed, or null for none.</returns>
    public SuppressedEvents? EndPeriod()
    {
        _passed = 0;
        if (_suppressed.Count == 0)
            return null;

        var reasons = string.Join(", ", _suppressed.Select(reason => $"{reason.Key} {reason.Value}"));
        var suppressed = new SuppressedEvents(_suppressed.Values.Sum(), _level, reasons);
        _suppressed.Clear();
        _level = LogLevel.Trace;
        return suppressed;
    }
}
