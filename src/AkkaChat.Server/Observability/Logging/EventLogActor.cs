using Akka.Actor;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Transports;
using Microsoft.Extensions.Logging;
using static AkkaChat.Server.Observability.Events.ChatEvents;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Writes <see cref="ChatEvents"/> to the log. Of the events that clients cause, each kind has a limit per period; those
/// beyond it become one summary at the end of the period, so that a storm of connections costs a few lines.
/// </summary>
internal sealed class EventLogActor(ILogger log) : UntypedActor, IWithTimers
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Events of one kind that are logged one by one in a period.</summary>
    public const int EventsPerPeriod = 20;

    private readonly EventThrottle _connected = new(EventsPerPeriod);
    private readonly EventThrottle _joined = new(EventsPerPeriod);
    private readonly EventThrottle _left = new(EventsPerPeriod);
    private readonly EventThrottle _refused = new(EventsPerPeriod);
    private readonly EventThrottle _abandoned = new(EventsPerPeriod);
    private TimeSpan _periodStart = Now;

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(PeriodEnded), PeriodEnded.Instance, Period);

    protected override void PostStop() => LogSuppressed();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DescriptorsShort files: log.DescriptorsShort(files.Limit, files.Possible, files.Wanted, files.Needed); break;
            case PasswordUnencrypted password: log.PasswordUnencrypted($"{password.Endpoint}"); break;
            case HealthOpened health: log.HealthChecksOn($"{health.Endpoint}"); break;
            case ListenerOpened listener: log.Listening($"{listener.Endpoint}", listener.Door.Tag); break;
            case AcceptFailed failed: log.AcceptFailed(failed.Door.Tag, failed.Reason); break;
            case AddressSkipped skipped: log.AddressSkipped($"{skipped.Endpoint}", skipped.Reason); break;
            case ListenerLost lost: log.ListenerLost($"{lost.Endpoint}"); break;
            case RebindFailed failed: log.RebindFailed($"{failed.Endpoint}", failed.Reason); break;
            case CertificateRenewed renewed: log.CertificateRenewed(renewed.Subject, renewed.Expiry); break;
            case CertificateUnusable unusable: log.CertificateUnusable(unusable.Reason); break;
            case CertificateExpires expires: log.CertificateExpires(expires.Subject, expires.Left.TotalDays); break;
            case ConfigurationReloaded reloaded: OnReloaded(reloaded); break;
            case ReloadRefused refused:
                foreach (var problem in refused.Problems)
                    log.ReloadRefused(SingleLine.Sanitize(problem));
                break;
            case ControlSocketOpened control: log.ControlSocketOn(control.Path); break;
            case OperatorCommand command: OnCommand(command); break;
            case NodeCommand command: OnCommand(command); break;
            case RestrictionsUnknown: log.RestrictionsUnknown(); break;
            case ClientConnected connected:
                if (TryPass(_connected, LogLevel.Debug))
                    log.Connected(connected.Client.Name, connected.Client.Door.Tag);
                break;
            case MemberJoined joined:
                if (TryPass(_joined, LogLevel.Information))
                    log.Joined(joined.Username, joined.Client.Name, joined.Client.Door.Tag);
                break;
            case ConnectionEnded ended: OnEnded(ended); break;
            case NodeUp up: log.NodeUp(up.Node); break;
            case NodeIncompatible other: log.NodeIncompatible(other.Node, other.Version?.ToString() ?? "unknown", other.OwnVersion); break;
            case NodeUnreachable node: log.NodeUnreachable(node.Node); break;
            case NodeReachable node: log.NodeReachable(node.Node); break;
            case NodeRemoved { HasLeft: true } left: log.NodeRemoved(LogLevel.Information, left.Node, "it has left"); break;
            case NodeRemoved removed: log.NodeRemoved(LogLevel.Warning, removed.Node, "it did not answer"); break;
            case SequencerStarted: log.SequencerStarted(); break;
            case RoomAwaited room: log.RoomAwaited(room.ToBegin, room.Seeds); break;
            case RoomAttached room: log.RoomAttached(room.Epoch, room.Nodes); break;
            case RoomLost room: log.RoomLost(room.Members); break;
            case RoomGivenUp: log.RoomGivenUp(); break;
            case RoomNotResumed room: log.RoomNotResumed(room.Members); break;
            case RoomFailed room: log.RoomFailed(room.Members); break;
            case DrainStarted drain: log.ShuttingDown(drain.Connections); break;
            case DrainTimedOut expired: log.DrainTimedOut(expired.Connections); break;
            case CloseLog:
                LogSuppressed();
                log.ShutDown();
                Sender.Tell(LogClosed.Instance);
                break;
            case PeriodEnded: LogSuppressed(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnReloaded(ConfigurationReloaded reloaded)
    {
        log.ConfigurationReloaded(reloaded.Changed.Count == 0 ? "nothing" : string.Join(", ", reloaded.Changed));
        if (reloaded.NeedsRestart.Count > 0)
            log.RestartNeeded(string.Join(", ", reloaded.NeedsRestart));
    }

    private void OnCommand(OperatorCommand command)
    {
        var level = command.IsRead ? LogLevel.Debug : LogLevel.Information;
        var uid = TextOf(command.Uid);
        var outcome = command.Affected is { } count ? $"{command.Outcome.Tag} ({count} affected)" : command.Outcome.Tag;
        if (command.Unreached.Count > 0)
            outcome += $", no answer from {string.Join(", ", command.Unreached)}";
        if (command.Cause is { } cause)
            log.OperatorCommandFailed(uid, command.Command, cause);
        else
            log.OperatorCommand(level, uid, command.Command, outcome);
    }

    private void OnCommand(NodeCommand command)
    {
        var node = command.From ?? "this node";
        var uid = TextOf(command.Uid);
        if (command.Cause is { } cause)
            log.NodeCommandFailed(node, uid, command.Command, cause);
        else
            log.NodeCommand(node, uid, command.Command);
    }

    private static string TextOf(uint? uid) => uid is { } number ? $"{number}" : "unknown";

    private void OnEnded(ConnectionEnded ended)
    {
        var reason = ended.Reason.Tag;
        var seconds = ended.Duration.TotalSeconds;
        if (ended.WasMember)
        {
            if (TryPass(_left, LogLevel.Information, reason))
                log.Left(ended.Username, seconds, reason, ended.LinesIn, ended.LinesOut, ended.Client.Name, ended.Client.Door.Tag);
        }
        else if (ended.Reason.IsRejection)
        {
            // The operator may want to raise limits.max-connections.
            var level = ended.Reason == CloseReason.RoomFull ? LogLevel.Warning : LogLevel.Information;
            if (TryPass(_refused, level, reason))
                LogRefused(level, ended.Username, ended.Client, reason);
        }
        else if (TryPass(_abandoned, LogLevel.Debug, reason))
        {
            log.HandshakeAbandoned(ended.Client.Name, ended.Client.Door.Tag, seconds, reason);
        }
    }

    private void LogRefused(LogLevel level, string username, Client client, string reason)
    {
        if (username.Length == 0)
            log.Refused(level, client.Name, client.Door.Tag, reason);
        else
            log.RefusedByName(level, client.Name, client.Door.Tag, username, reason);
    }

    /// <summary>An event below the level of the log is not counted either.</summary>
    private bool TryPass(EventThrottle throttle, LogLevel level, string reason = "") =>
        log.IsEnabled(level) && throttle.TryPass(level, reason);

    private void LogSuppressed()
    {
        var seconds = (Now - _periodStart).TotalSeconds;
        _periodStart = Now;
        if (_connected.EndPeriod() is { } connected)
            log.MoreConnected(connected.Count, seconds);
        if (_joined.EndPeriod() is { } joined)
            log.MoreJoined(joined.Count, seconds);
        if (_left.EndPeriod() is { } left)
            log.MoreLeft(left.Count, seconds, left.Reasons);
        if (_refused.EndPeriod() is { } refused)
            log.MoreRefused(refused.Level, refused.Count, seconds, refused.Reasons);
        if (_abandoned.EndPeriod() is { } abandoned)
            log.MoreHandshakesAbandoned(abandoned.Count, seconds, abandoned.Reasons);
    }

    /// <summary>Logs the summaries and the end of a server that was open; answered by <see cref="LogClosed"/>.</summary>
    public sealed record CloseLog { public static readonly CloseLog Instance = new(); }

    /// <summary>Every event before <see cref="CloseLog"/> is logged.</summary>
    public sealed record LogClosed { public static readonly LogClosed Instance = new(); }

    private sealed class PeriodEnded { public static readonly PeriodEnded Instance = new(); }
}
