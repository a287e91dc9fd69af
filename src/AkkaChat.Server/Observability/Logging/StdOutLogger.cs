using Akka.Event;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Takes what Akka still has to log when its loggers have stopped or have not started yet, and would write to the
/// console by itself. Only what matters is let through: the rest announces the end that our own lines tell.
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
