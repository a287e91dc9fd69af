using Serilog.Core;
using Serilog.Events;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Lets the same warning of the engine through once in a while: out of file descriptors, Akka.IO warns of every try to
/// accept, hundreds of times a second, and a log that grows like that is the next failure.
/// </summary>
/// <param name="pause">How long the same warning is held back after it has been let through.</param>
internal sealed class DuplicateWarningFilter(TimeSpan pause) : ILogEventFilter
{
    /// <summary>More than the engine has, unless it puts values into the text itself.</summary>
    public const int MaxRemembered = 256;

    private readonly Dictionary<string, DateTimeOffset> _lastSeen = [];
    private readonly Lock _lock = new();

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level != LogEventLevel.Warning || !EngineEvents.IsOfEngine(logEvent))
            return true;

        lock (_lock)
        {
            var template = logEvent.MessageTemplate.Text;
            if (_lastSeen.TryGetValue(template, out var last) && logEvent.Timestamp - last < pause)
                return false;

            if (_lastSeen.Count == MaxRemembered)
                _lastSeen.Clear();
            _lastSeen[template] = logEvent.Timestamp;
            return true;
        }
    }
}
