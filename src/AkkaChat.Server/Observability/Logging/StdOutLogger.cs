using Akka.Event;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Replaces Akka's StandardOutLogger, which prints what Akka logs before its loggers start and after they stop, whatever
/// akka.stdout-loglevel says. Information is dropped: it only announces that start and stop.
/// </summary>
internal sealed class StdOutLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent log && log.LogLevel() >= LogLevel.WarningLevel)
            Serilog.Log.Write(log is Error ? LogEventLevel.Error : LogEventLevel.Warning, log.Cause, "{Text:l}", log.Message);
    }
}
