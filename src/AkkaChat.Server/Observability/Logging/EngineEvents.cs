using Serilog.Events;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Tells the log events of Akka itself from those of our actors.</summary>
internal static class EngineEvents
{
    public static bool IsOfEngine(LogEvent log) =>
        log.Properties.TryGetValue("ActorPath", out var value)
        && value is ScalarValue { Value: string path }
        && !path.Contains("/user/", StringComparison.Ordinal);

    /// <summary>
    /// What the engine announces at start and stop, and that a bind has failed (with a stack trace), is told by our own
    /// lines already.
    /// </summary>
    public static bool IsToldByUs(LogEvent log) =>
        IsOfEngine(log)
        && (log.Level == LogEventLevel.Information
            || log.MessageTemplate.Text.StartsWith("Bind failed", StringComparison.Ordinal));
}
