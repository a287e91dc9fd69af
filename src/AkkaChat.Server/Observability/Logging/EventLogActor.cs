using System.Net;
using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using Microsoft.Extensions.Logging;
using static AkkaChat.Server.Observability.Events.ChatEvents;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Tells the log of what happens in the server: one event for each client that joins, leaves or is refused. Where there
/// are too many of a kind, the rest of a period is summed up in one event at its end: a storm of connections costs a few
/// lines and no memory.
/// </summary>
internal sealed class EventLogActor : UntypedActor, IWithTimers
{
    /// <summary>After so long the events that were not told are summed up.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Events of one kind that are told in a period.</summary>
    public const int EventsPerPeriod = 20;

    private readonly ILogger _log;
    private readonly EventThrottle _connected = new(EventsPerPeriod);
    private readonly EventThrottle _joined = new(EventsPerPeriod);
    private readonly EventThrottle _left = new(EventsPerPeriod);
    private readonly EventThrottle _refused = new(EventsPerPeriod);
    private readonly EventThrottle _went = new(EventsPerPeriod);
    private DateTimeOffset _periodStart = Now;
    private bool _hasOpened;

    public EventLogActor(ILogger log) => _log = log;

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(PeriodOver), PeriodOver.Instance, Period);

    protected override void PostStop() => SumUp();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DescriptorsShort few:
                _log.DescriptorsShort(few.Limit, few.Possible, few.Wanted, few.Needed);
                break;
            case HealthOpened health:
                _log.HealthChecksOn(Text(health.Endpoint));
                break;
            case Opened opened:
                _hasOpened = true;
                _log.Listening(Text(opened.Endpoint));
                break;
            case Connected connected:
                if (MayTell(_connected, LogLevel.Debug))
                    _log.Connected(Text(connected.Remote));
                break;
            case Joined joined:
                if (MayTell(_joined, LogLevel.Information))
                    _log.Joined(joined.Username, Text(joined.Remote));
                break;
            case Ended ended:
                Tell(ended);
                break;
            case RoomFailed failed:
                _log.RoomFailed(failed.Members);
                break;
            case Draining draining:
                _log.ShuttingDown(draining.Connections);
                break;
            case Close:
                SumUp();
                if (_hasOpened)
                    _log.ShutDown();
                Sender.Tell(Closed.Instance);
                break;
            case PeriodOver:
                SumUp();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Tell(Ended ended)
    {
        var reason = ended.Reason.Tag;
        if (ended.WasMember)
        {
            if (MayTell(_left, LogLevel.Information, reason))
                _log.Left(ended.Username, ended.Duration, reason, ended.LinesIn, ended.LinesOut, Text(ended.Remote));
        }
        else if (ended.Reason.IsRefusal)
        {
            // Somebody may want to raise the limit.
            var level = ended.Reason == CloseReason.RoomFull ? LogLevel.Warning : LogLevel.Information;
            if (MayTell(_refused, level, reason))
                TellRefused(ended, level, reason);
        }
        else if (MayTell(_went, LogLevel.Debug, reason))
        {
            _log.HandshakeAbandoned(Text(ended.Remote), ended.Duration, reason);
        }
    }

    private void TellRefused(Ended ended, LogLevel level, string reason)
    {
        var remote = Text(ended.Remote);
        if (ended.Username.Length == 0)
            _log.Refused(level, remote, reason);
        else
            _log.RefusedByName(level, remote, ended.Username, reason);
    }

    private bool MayTell(EventThrottle throttle, LogLevel level, string reason = "") =>
        _log.IsEnabled(level) && throttle.Admit(level, reason);

    private void SumUp()
    {
        var time = Now - _periodStart;
        _periodStart = Now;
        if (_connected.Close() is { } connected)
            _log.MoreConnected(connected.Count, time);
        if (_joined.Close() is { } joined)
            _log.MoreJoined(joined.Count, time);
        if (_left.Close() is { } left)
            _log.MoreLeft(left.Count, time, left.Reasons);
        if (_refused.Close() is { } refused)
            _log.MoreRefused(refused.Level, refused.Count, time, refused.Reasons);
        if (_went.Close() is { } went)
            _log.MoreHandshakesAbandoned(went.Count, time, went.Reasons);
    }

    /// <summary>The clients of a dual-stack socket have addresses of IPv6, whatever they are.</summary>
    private static string Text(EndPoint endpoint) => endpoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
        ? $"{new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port)}"
        : $"{endpoint}";

    /// <summary>Ends the log of a server that has shut down; answered by <see cref="Closed"/>.</summary>
    public sealed record Close
    {
        public static readonly Close Instance = new();
    }

    /// <summary>All events so far are told.</summary>
    public sealed record Closed
    {
        public static readonly Closed Instance = new();
    }

    private sealed class PeriodOver
    {
        public static readonly PeriodOver Instance = new();
    }
}
