using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;
using Serilog.Formatting;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>Logs the events of the server, of the host and of Akka to stdout, through Serilog.</summary>
internal static class ChatLog
{
    /// <summary>The category of the server's own events.</summary>
    public const string Category = "AkkaChat";

    /// <summary>Akka.Hosting's LoggerFactoryLogger logs everything in the category Akka.Actor.ActorSystem.</summary>
    public static readonly Func<LogEvent, bool> IsFromAkka = Matching.FromSource("Akka");

    private static readonly Func<LogEvent, bool> IsFromMicrosoft = Matching.FromSource("Microsoft");

    private static readonly TimeSpan DuplicateWarningPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Events in the queue of the sink, about 10 MiB.</summary>
    private const int QueueCapacity = 10_000;

    /// <summary>True for events of Akka, of the host and of Kestrel.</summary>
    public static bool IsFromLibrary(LogEvent logEvent) => IsFromAkka(logEvent) || IsFromMicrosoft(logEvent);

    public static void AddChatLog(this ILoggingBuilder logging, LogSwitch logSwitch, TextWriter output)
    {
        var logger = CreateLogger(logSwitch.Level, new BackgroundSink(output, logSwitch, QueueCapacity, FlushTimeout));
        Log.Logger = logger;
        logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>Sends Akka's events to this log instead of its own loggers.</summary>
    public static void UseChatLog(this LoggerConfigBuilder loggers)
    {
        loggers.ClearLoggers();
        loggers.AddLoggerFactory();
    }

    public static Logger CreateLogger(LoggingLevelSwitch level, ILogEventSink sink) => new LoggerConfiguration()
        .MinimumLevel.ControlledBy(level)
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
        .Filter.With(new DuplicateWarningFilter(DuplicateWarningPeriod, TimeProvider.System))
        .WriteTo.Sink(sink)
        .CreateLogger();

    public static ITextFormatter Formatter(LogFormat format, bool hasPriorities = false)
    {
        ITextFormatter formatter = format == LogFormat.Json ? new JsonLogFormatter() : new TextLogFormatter();
        return hasPriorities ? new PriorityFormatter(formatter) : formatter;
    }
}
