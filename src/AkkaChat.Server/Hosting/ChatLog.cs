using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace AkkaChat.Server.Hosting;

/// <summary>One log for all: the host's and Akka's events go through Serilog to the console.</summary>
internal static class ChatLog
{
    private static readonly TimeSpan WarningPause = TimeSpan.FromSeconds(10);

    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddChatLog(this ILoggingBuilder logging)
    {
        Log.Logger = CreateLogger();
        logging.AddSerilog();
    }

    /// <summary>Akka logs to the host's log only. Which levels, it decides itself: <c>akka.loglevel</c>.</summary>
    public static void ToChatLog(this LoggerConfigBuilder loggers)
    {
        loggers.ClearLoggers();
        loggers.AddLoggerFactory();
    }

    private static Logger CreateLogger() => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        // The host has nothing to tell that our own lines do not.
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // Who asks is answered; that a server which shuts down is not ready is no error.
        .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off)
        .Filter.ByExcluding(EngineEvents.IsToldByUs)
        .Filter.With(new RepeatedWarnings(WarningPause))
        .WriteTo.Console(outputTemplate: Template)
        .CreateLogger();
}
