using AkkaChat.Server.Observability.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Parsing;

namespace AkkaChat.Tests.Observability.Logging;

/// <summary>Events of the log, made by hand and caught as text.</summary>
internal static class LogEvents
{
    public static readonly DateTimeOffset Time = new(2026, 11, 22, 18, 0, 0, 120, TimeSpan.Zero);

    public static LogEvent Event(string template, params (string Name, object? Value)[] properties) =>
        Event(LogEventLevel.Information, template, null, properties);

    public static LogEvent Event(
        LogEventLevel level, string template, Exception? exception, params (string Name, object? Value)[] properties)
    {
        using var binder = new LoggerConfiguration().CreateLogger();
        return new LogEvent(
            Time, level, exception, new MessageTemplateParser().Parse(template), properties.Select(property => Bind(binder, property)));
    }

    public static string AsText(LogEvent logEvent)
    {
        using var output = new StringWriter();
        new TextLogFormatter().Format(logEvent, output);
        return output.ToString();
    }

    public static string AsJson(LogEvent logEvent)
    {
        using var output = new StringWriter();
        new JsonLogFormatter().Format(logEvent, output);
        return output.ToString();
    }

    /// <summary>A logger whose lines are kept, without the time.</summary>
    public static Microsoft.Extensions.Logging.ILogger Catch(LogEventLevel level, Action<string> keep) =>
        new SerilogLoggerProvider(new LoggerConfiguration().MinimumLevel.Is(level).WriteTo.Sink(new Catcher(keep)).CreateLogger())
            .CreateLogger("test");

    private static LogEventProperty Bind(Logger binder, (string Name, object? Value) property)
    {
        if (property.Value is LogEventPropertyValue value)
            return new LogEventProperty(property.Name, value);
        Assert.True(binder.BindProperty(property.Name, property.Value, destructureObjects: false, out var bound));
        return bound;
    }

    private sealed class Catcher(Action<string> keep) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => keep(AsText(logEvent)["2026-11-22 18:00:00.000 ".Length..].TrimEnd('\n'));
    }
}
