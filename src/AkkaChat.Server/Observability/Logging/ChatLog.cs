using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>One log for all: the server's, the host's and Akka's events go through Serilog to the standard output.</summary>
internal static class ChatLog
{
    private static readonly TimeSpan WarningPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Events that may wait to be written, about 10 MiB of them.</summary>
    private const int Capacity = 10_000;

    /// <param name="engine">The least level of the engine's own events.</param>
    public static void AddChatLog(this ILoggingBuilder logging, LogSettings settings, LogEventLevel engine)
    {
        var logger = CreateLogger(settings, engine);
        Log.Logger = logger;
        logging.AddSerilog(logger, dispose: true);
    }

    /// <summary>Akka logs to the host's log only.</summary>
    public static void ToChatLog(this LoggerConfigBuilder loggers)
    {
        loggers.ClearLoggers();
        loggers.AddLoggerFactory();
    }

    private static Logger CreateLogger(LogSettings settings, LogEventLevel engine)
    {
        var ours = LevelConvert.ToSerilogLevel(settings.Level);
        return new LoggerConfiguration()
            .MinimumLevel.Is(ours < engine ? ours : engine)
            // The host has nothing to tell that our own lines do not.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // A failed start is one line on standard error, without the host's stack trace.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
            // Who asks is answered; that a server which shuts down is not ready is no error.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off)
            .Filter.ByExcluding(log => log.Level < (EngineEvents.IsOfEngine(log) ? engine : ours))
            .Filter.ByExcluding(EngineEvents.IsToldByUs)
            .Filter.With(new DuplicateWarningFilter(WarningPause))
            .WriteTo.Sink(new BackgroundSink(Console.Out, Formatter(settings.Format), Capacity, Patience))
            .CreateLogger();
    }

    private static ITextFormatter Formatter(LogFormat format) =>
        format == LogFormat.Json ? new JsonLogFormatter() : new TextLogFormatter();
}
