using Akka.Actor;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>The mute of a member: its messages are dropped, and it is told so once. Not thread-safe: used by its ConnectionActor alone.</summary>
internal sealed class ConnectionMute(
    ConnectionReader reader, ConnectionWriter writer, ITimerScheduler timers, ITimeProvider clock)
{
    private Mute? _mute;

    /// <summary>On the monotonic clock; null without an end.</summary>
    private TimeSpan? _end;

    /// <summary>The member has been told of <see cref="_mute"/>.</summary>
    private bool _isReported;

    /// <param name="message">SetMute, or the timer that ends the mute.</param>
    public void Handle(object message) => Set((message as ConnectionMessages.SetMute)?.Mute);

    /// <param name="mute">Null: none, or no longer.</param>
    public void Set(Mute? mute)
    {
        _mute = mute;
        _end = clock.MonotonicClock + mute?.Left;
        _isReported = false;
        reader.IsMuted = mute is not null;
        reader.HasDropped = false;
        timers.Cancel(ConnectionTimer.Mute);
        if (mute?.Left is { } left)
            timers.Start(ConnectionTimer.Mute, left);
    }

    /// <summary>To be called after messages were read.</summary>
    public void Report()
    {
        if (_mute is null || _isReported || !reader.HasDropped)
            return;

        _isReported = true;
        // The timer that ends the mute may be late.
        TimeSpan? left = _end is { } end ? TimeSpan.FromTicks(Math.Max(1, (end - clock.MonotonicClock).Ticks)) : null;
        writer.WriteServerLine(ServerMessages.Muted(left, _mute.Reason));
    }
}
