using System.Globalization;
using AkkaChat.Server.Protocol;
using Serilog.Events;
using Serilog.Expressions;
using Serilog.Formatting;
using Serilog.Templates;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log for people. An event is one line that begins with the time; only a stack trace adds lines, which are indented, so
/// that no value can pass for an event.
/// </summary>
internal static class TextLog
{
    private const string Template = "{@t:yyyy-MM-dd HH:mm:ss.fff} {@l:u3} {Message()}\n{StackTrace()}";

    private static readonly string[] LineEnds = ["\r\n", "\n", "\r"];

    public static ITextFormatter CreateFormatter() =>
        new ExpressionTemplate(Template, CultureInfo.InvariantCulture, new StaticMemberNameResolver(typeof(TextLog)));

    /// <summary>Called by the template. The template's own <c>@m</c> leaves text unquoted and line ends in place.</summary>
    public static LogEventPropertyValue Message(LogEvent logEvent) =>
        new ScalarValue(SingleLine.Sanitize(logEvent.RenderMessage(CultureInfo.InvariantCulture)));

    /// <summary>Called by the template.</summary>
    public static LogEventPropertyValue StackTrace(LogEvent logEvent) => new ScalarValue(string.Concat(
        $"{logEvent.Exception}"
            .Split(LineEnds, StringSplitOptions.RemoveEmptyEntries)
            .Select(line => $"    {SingleLine.Sanitize(line)}\n")));
}
