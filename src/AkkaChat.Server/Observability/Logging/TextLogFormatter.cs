using System.Globalization;
using AkkaChat.Server.Protocol;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log for people. An event is one line that begins with the time; only a stack trace adds lines, which are indented.
/// So no logged value can imitate an event.
/// </summary>
internal sealed class TextLogFormatter : ITextFormatter
{
    private static readonly string[] LineEnds = ["\r\n", "\n", "\r"];

    private readonly MessageTemplateTextFormatter _line =
        new("{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        _line.Format(logEvent, line);
        output.Write($"{SingleLine.Sanitize(line.ToString())}\n");
        foreach (var traceLine in $"{logEvent.Exception}".Split(LineEnds, StringSplitOptions.RemoveEmptyEntries))
            output.Write($"    {SingleLine.Sanitize(traceLine)}\n");
    }
}
