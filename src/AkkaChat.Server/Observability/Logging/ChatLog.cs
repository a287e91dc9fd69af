using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Filters;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Logs the events of the server, of the host and of Akka to stdout, through Serilog.</summary>
internal static class ChatLog
{
    /// <summary>Akka.Hosting's LoggerFactoryLogger logs everything in the category Akka.Actor.ActorSystem.</summary>
    public static readonly Func<LogEvent, bool> IsFromAkka = Matching.FromSource("Akka");

    private static readonly TimeSpan DuplicateWarningPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Events in the queue of the sink, about 10 MiB.</summary>
    private const int QueueCapacity = 10_000;

    public static void AddChatLog(this ILoggingBuilder logging, LogSettings settings)
    {
        var logger = CreateLogger(settings, new BackgroundSink(Console.Out, Formatter(settings.Format), QueueCapacity, FlushTimeout));
        Log.Logger = logger;
        logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>Sends Akka's events to this log instead of its own loggers.</summary>
    public static void UseChatLog(this LoggerConfigBuilder loggers)
    {
        loggers.ClearLoggers();
        loggers.AddLoggerFactory();
    }

    public static Logger CreateLogger(LogSettings settings, ILogEventSink sink) => new LoggerConfiguration()
        .MinimumLevel.Is(LevelConvert.ToSerilogLevel(settings.Level))
        // Akka filters by akka.loglevel itself.
        .MinimumLevel.Override("Akka", LogEventLevel.Verbose)
        // Information of the host repeats our own events.
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // A failed start is one line on standard error, without the host's stack trace.
        .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
        // An unhealthy check is an answer, not an error of the server.
        .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off)
        // TcpListener of Akka.IO logs a stack trace for each failed bind; ours is one line.
        .Filter.ByExcluding(log => IsFromAkka(log) && log.MessageTemplate.Text.StartsWith("Bind failed", StringComparison.Ordinal))
        .Filter.With(new DuplicateWarningFilter(DuplicateWarningPeriod))
        .WriteTo.Sink(sink)
        .CreateLogger();

    public static ITextFormatter Formatter(LogFormat format) =>
        format == LogFormat.Json ? new RenderedCompactJsonFormatter() : new TextLogFormatter();
}
