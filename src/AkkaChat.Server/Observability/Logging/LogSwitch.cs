using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>The level and format of the log, which can change while it is written. Thread-safe.</summary>
/// <param name="hasPriorities">Each line begins with its priority, for systemd's journal.</param>
internal sealed class LogSwitch(LogSettings first, bool hasPriorities) : ITextFormatter
{
    private volatile ITextFormatter _formatter = ChatLog.Formatter(first.Format, hasPriorities);

    /// <summary>Of the server's own events.</summary>
    public LoggingLevelSwitch Level { get; } = new(LevelConvert.ToSerilogLevel(first.Level));

    public void Set(LogSettings settings)
    {
        Level.MinimumLevel = LevelConvert.ToSerilogLevel(settings.Level);
        _formatter = ChatLog.Formatter(settings.Format, hasPriorities);
    }

    public void Format(LogEvent logEvent, TextWriter output) => _formatter.Format(logEvent, output);
}
