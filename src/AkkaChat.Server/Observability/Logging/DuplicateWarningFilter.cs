using Serilog.Core;
using Serilog.Events;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Passes each warning of a library once per period. When file descriptors are exhausted, Akka.IO's TcpListener warns of
/// every attempt to accept, hundreds of times a second; Kestrel warns of every connection beyond its limit.
/// </summary>
/// <param name="time">Its monotonic clock measures the period, so that a clock that is set back does not silence warnings.</param>
internal sealed class DuplicateWarningFilter(TimeSpan period, TimeProvider time) : ILogEventFilter
{
    /// <summary>Message templates that are remembered; more than the libraries have.</summary>
    public const int Capacity = 256;

    /// <summary>Timestamps of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    private readonly Dictionary<string, long> _lastPassed = [];
    private readonly Lock _lock = new();

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level != LogEventLevel.Warning || !ChatLog.IsFromLibrary(logEvent))
            return true;

        lock (_lock)
        {
            var template = logEvent.MessageTemplate.Text;
            if (_lastPassed.TryGetValue(template, out var last) && time.GetElapsedTime(last) < period)
                return false;

            if (_lastPassed.Count == Capacity)
                _lastPassed.Clear();
            _lastPassed[template] = time.GetTimestamp();
            return true;
        }
    }
}
