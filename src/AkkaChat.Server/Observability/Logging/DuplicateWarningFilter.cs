using Serilog.Core;
using Serilog.Events;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Passes each warning of Akka once per period. When file descriptors are exhausted, Akka.IO's TcpListener warns of every
/// attempt to accept, hundreds of times a second.
/// </summary>
internal sealed class DuplicateWarningFilter(TimeSpan period) : ILogEventFilter
{
    /// <summary>Message templates that are remembered; more than Akka has.</summary>
    public const int Capacity = 256;

    private readonly Dictionary<string, DateTimeOffset> _lastPassed = [];
    private readonly Lock _lock = new();

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level != LogEventLevel.Warning || !ChatLog.IsFromAkka(logEvent))
            return true;

        lock (_lock)
        {
            var template = logEvent.MessageTemplate.Text;
            if (_lastPassed.TryGetValue(template, out var last) && logEvent.Timestamp - last < period)
                return false;

            if (_lastPassed.Count == Capacity)
                _lastPassed.Clear();
            _lastPassed[template] = logEvent.Timestamp;
            return true;
        }
    }
}
