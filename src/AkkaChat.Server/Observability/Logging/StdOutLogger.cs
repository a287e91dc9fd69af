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
        if (message is not LogEvent log)
            return;

        switch (log.LogLevel())
        {
            case LogLevel.WarningLevel:
                Serilog.Log.Write(LogEventLevel.Warning, log.Cause, "{Late:l}", log.Message);
                break;
            case LogLevel.ErrorLevel:
                Serilog.Log.Write(LogEventLevel.Error, log.Cause, "{Late:l}", log.Message);
                break;
        }
    }
}
