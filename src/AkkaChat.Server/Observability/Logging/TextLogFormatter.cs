using System.Globalization;
using AkkaChat.Server.Protocol;
using Serilog.Events;
using Serilog.Formatting;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log for eyes: an event is a line that begins with the time; only a stack trace has more, which are indented, so
/// that no value in it can pass for an event.
/// </summary>
internal sealed class TextLogFormatter : ITextFormatter
{
    private const string Indent = "    ";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(Abbreviate(logEvent.Level));
        output.Write(' ');
        output.Write(LogText.Render(logEvent));
        output.Write('\n');
        foreach (var line in $"{logEvent.Exception}".Split(["\r\n", "\n", "\r"], StringSplitOptions.RemoveEmptyEntries))
        {
            output.Write(Indent);
            output.Write(SingleLine.Sanitize(line));
            output.Write('\n');
        }
    }

    private static string Abbreviate(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        _ => "ERR",
    };
}
