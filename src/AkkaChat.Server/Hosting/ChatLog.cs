using Akka.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace AkkaChat.Server.Hosting;

/// <summary>One log for all: the host's and Akka's events go through Serilog to the console.</summary>
internal static class ChatLog
{
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
        .Filter.ByExcluding(IsSaidByUs)
        .WriteTo.Console(outputTemplate: Template)
        .CreateLogger();

    /// <summary>
    /// What the engine announces at start and stop, and that a bind has failed (with a stack trace), is told by our own
    /// lines already.
    /// </summary>
    private static bool IsSaidByUs(LogEvent log) =>
        log.Properties.TryGetValue("ActorPath", out var value)
        && value is ScalarValue { Value: string path }
        && !path.Contains("/user/", StringComparison.Ordinal)
        && (log.Level == LogEventLevel.Information
            || log.MessageTemplate.Text.StartsWith("Bind failed", StringComparison.Ordinal));
}
