using Serilog.Events;
using Serilog.Formatting;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Puts the priority of an event before each of its lines, for systemd's journal; see sd-daemon(3).</summary>
internal sealed class PriorityFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter();
        formatter.Format(logEvent, text);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
            output.Write($"{PrefixOf(logEvent.Level)}{line}\n");
    }

    /// <summary>The levels of syslog(3).</summary>
    public static string PrefixOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "<7>",
        LogEventLevel.Information => "<6>",
        LogEventLevel.Warning => "<4>",
        LogEventLevel.Error => "<3>",
        _ => "<2>",
    };
}
