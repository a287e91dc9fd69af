using AkkaChat.Server.Observability.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Parsing;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Makes log events, and catches those of a logger as text.</summary>
internal static class LogEvents
{
    public static readonly DateTimeOffset Time = new(2026, 11, 22, 18, 0, 0, 120, TimeSpan.Zero);

    public static LogEvent Event(string template, params (string Name, object? Value)[] properties) =>
        Event(LogEventLevel.Information, template, null, properties);

    public static LogEvent Event(
        LogEventLevel level, string template, Exception? exception, params (string Name, object? Value)[] properties) =>
        Event(Time, level, template, exception, properties);

    public static LogEvent Event(
        DateTimeOffset time, LogEventLevel level, string template, Exception? exception, params (string Name, object? Value)[] properties) =>
        new(time, level, exception, new MessageTemplateParser().Parse(template), properties.Select(Property));

    public static string AsText(LogEvent logEvent) => Format(ChatLog.Formatter(LogFormat.Text), logEvent);

    public static string AsJson(LogEvent logEvent) => Format(ChatLog.Formatter(LogFormat.Json), logEvent);

    /// <summary>A logger that passes each line to <paramref name="keep"/>, without the time.</summary>
    public static Microsoft.Extensions.Logging.ILogger Catch(LogEventLevel level, Action<string> keep) =>
        new SerilogLoggerProvider(new LoggerConfiguration().MinimumLevel.Is(level).WriteTo.Sink(new Catcher(keep)).CreateLogger())
            .CreateLogger("test");

    public static string Format(ITextFormatter formatter, LogEvent logEvent)
    {
        using var output = new StringWriter();
        formatter.Format(logEvent, output);
        return output.ToString();
    }

    private static LogEventProperty Property((string Name, object? Value) property) =>
        new(property.Name, property.Value as LogEventPropertyValue ?? new ScalarValue(property.Value));

    public sealed class Catcher(Action<string> keep) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => keep(AsText(logEvent)["2026-11-22 18:00:00.000 ".Length..].TrimEnd('\n'));
    }
}
