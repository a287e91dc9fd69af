using System.Diagnostics;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Connections;

/// <summary>
/// From the socket to the room: requests one read at a time, as the <see cref="ReadGate"/> allows, and forwards the
/// messages that it brings. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
internal sealed class ConnectionReader(
    IActorRef socket, ITimerScheduler timers, ITimeProvider clock, ConnectionServices services, ConnectionStats stats)
{
    private readonly InputPipeline _input =
        new(services.Settings.Message, services.Settings.Rate.CreateBucket(clock.MonotonicClock));
    private readonly ReadGate _gate = new();
    private TimeSpan _lastActivity = clock.MonotonicClock;

    /// <summary>Messages that came in one read with the username; forwarded once the client has joined.</summary>
    private Lines? _bufferedLines;

    /// <summary>When the last read completed, in ticks of <see cref="Stopwatch"/>; 0 while lines are not timed.</summary>
    private long _arrival;

    /// <summary>Messages are dropped.</summary>
    public bool IsMuted { get; set; }

    /// <summary>Messages were dropped since this was last cleared.</summary>
    public bool HasDropped { get; set; }

    /// <summary>Requests the next read, unless one is in flight or something holds it back.</summary>
    public void ReadNext()
    {
        if (_gate.IsHeldOnlyBy(ReadHold.RateLimit))
            timers.Start(ConnectionTimer.RateLimit, _input.RetryAfter);
        else if (_gate.TryBeginRead())
            socket.Tell(Tcp.ResumeReading.Instance);
    }

    public void Hold(ReadHold hold) => _gate.Hold(hold);

    /// <summary>Reads on, unless something else holds reads back.</summary>
    public void Release(ReadHold hold)
    {
        _gate.Release(hold);
        _lastActivity = clock.MonotonicClock;
        ReadNext();
    }

    /// <summary>Completes the read in flight.</summary>
    public ReadOnlySpan<byte> CompleteRead(Tcp.Received received)
    {
        _gate.CompleteRead();
        _arrival = services.LineDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        stats.AddReceivedBytes(received.Data.Count);
        return received.Data.ToReadOnlySpan();
    }

    /// <summary>Keeps messages until <see cref="Start"/>, and reads nothing meanwhile.</summary>
    /// <returns>The number of messages that were too long, and are dropped.</returns>
    public int Buffer(ReadOnlySpan<byte> input)
    {
        _gate.Hold(ReadHold.Joining);
        _bufferedLines = Decode(input, out var tooLong);
        return tooLong;
    }

    /// <summary>Restarts the timer for what is left of the idle timeout.</summary>
    /// <returns>False if nothing is left: the client has sent no message for all of it.</returns>
    public bool TryRestartIdleTimer()
    {
        // While the server holds reads back, the client cannot be heard.
        var idle = _gate.IsHeld ? TimeSpan.Zero : clock.MonotonicClock - _lastActivity;
        if (idle >= services.Settings.IdleTimeout)
            return false;

        StartIdleTimer(idle);
        return true;
    }

    /// <summary>The client has joined: forwards what was kept, and reads on.</summary>
    public void Start()
    {
        StartIdleTimer(elapsed: TimeSpan.Zero);
        if (_bufferedLines is not null)
            SendToRoom(_bufferedLines);
        _bufferedLines = null;
        Release(ReadHold.Joining);
    }

    /// <summary>Forwards the messages of a read, or those that the rate limit has held back if it is empty.</summary>
    /// <returns>The number of messages that were too long, and are dropped.</returns>
    public int Forward(ReadOnlySpan<byte> input)
    {
        if (Decode(input, out var tooLong) is { } lines)
            SendToRoom(lines);
        return tooLong;
    }

    /// <summary>Forwards what the client sent last, without LF, if it has not been forwarded yet.</summary>
    /// <returns>True if the room has still to accept it; false if there is nothing.</returns>
    public bool TryForwardEnd()
    {
        if (_input.ReadEnd() is { } lines)
            SendToRoom(lines);
        return _gate.IsHeldBy(ReadHold.SayPending);
    }

    private void StartIdleTimer(TimeSpan elapsed)
    {
        if (services.Settings.IdleTimeout is { } timeout)
            timers.Start(ConnectionTimer.Idle, timeout - elapsed);
    }

    private Lines? Decode(ReadOnlySpan<byte> input, out int tooLong)
    {
        var lines = _input.Read(input, clock.MonotonicClock, out tooLong);
        if (_input.IsRateLimited)
            _gate.Hold(ReadHold.RateLimit);
        else
            _gate.Release(ReadHold.RateLimit);
        return lines;
    }

    private void SendToRoom(Lines lines)
    {
        stats.AddReceivedLines(lines.Count);
        stats.LastMessage = _lastActivity = clock.MonotonicClock;
        if (IsMuted)
        {
            HasDropped = true;
            return;
        }

        _gate.Hold(ReadHold.SayPending);
        services.Room.Tell(new RoomMessages.Say(lines, _arrival));
    }
}
