using System.Diagnostics;
using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Connections;

/// <content>What comes from the client: its name, its lines, and when it has been silent for too long.</content>
internal sealed partial class ConnectionActor
{
    private ReadOnlySpan<byte> Take(Tcp.Received received)
    {
        _arrival = _lineDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        _stats.AddReceivedBytes(received.Data.Count);
        return received.Data.ToReadOnlySpan();
    }

    private void ReadUsername(ReadOnlySpan<byte> input)
    {
        switch (_input.ReadUsername(ref input, _settings.Username.MaxLineLength, out var line))
        {
            case LineResult.Incomplete:
                ResumeReading();
                break;
            case LineResult.TooLong:
                Refuse(CloseReason.InvalidUsername, _settings.Username.TooLong);
                break;
            case LineResult.Line:
                if (Username.Parse(line, _settings.Username, out var refusal) is { } username)
                    Join(username, ReadLines(input));
                else
                    Refuse(CloseReason.InvalidUsername, refusal);
                break;
        }
    }

    /// <summary>The client is through before its first line ended. A good name has nothing left to say.</summary>
    private void ReadLastUsername()
    {
        if (_input.ReadLastUsername(out var line) && Username.Parse(line, _settings.Username, out var refusal) is null)
        {
            Refuse(CloseReason.InvalidUsername, refusal);
        }
        else
        {
            EndFor(CloseReason.ClientClosed);
            Flush();
        }
    }

    private void Join(Username username, Lines? unsaid)
    {
        _username = username.Value;
        Timers.Cancel(nameof(HandshakeExpired));
        _unsaid = unsaid;
        _room.Tell(new Join(username));
        Become(Joining);
    }

    private Lines? ReadLines(ReadOnlySpan<byte> input)
    {
        var lines = _input.Read(input, Now, out var tooLong);
        ReportTooLong(tooLong);
        return lines;
    }

    private Lines? ReadRest()
    {
        var lines = _input.ReadRest(Now, out var tooLong);
        ReportTooLong(tooLong);
        return lines;
    }

    private void ReportTooLong(int count)
    {
        for (var i = 0; i < count; i++)
            SendOwnLine($"message longer than {_settings.Message.MaxLength} bytes was not sent");
    }

    private void SayOrReadOn(Lines? lines)
    {
        if (lines is null)
            ReadOn();
        else
            Say(lines);
    }

    private void Say(Lines lines)
    {
        _isSaying = true;
        _stats.AddReceivedLines(lines.Count);
        _room.Tell(new Say(lines, _arrival));
    }

    private void SayLastLine()
    {
        if (_input.ReadLast() is { } lines)
            Say(lines);
        else
            Leave();
    }

    /// <summary>Reads on as soon as the rateLimit allows, and not before the client has read what it was sent.</summary>
    private void ReadOn()
    {
        _isReadDue = _sendQueue.IsCongested;
        if (_isReadDue)
            return;

        if (_input.IsRateLimited)
            Timers.StartSingleTimer(nameof(PacingExpired), PacingExpired.Instance, _input.RetryAfter);
        else
            ResumeReading();
    }

    private void Leave()
    {
        _room.Tell(RoomMessages.Leave.Instance);
        Become(Leaving);
    }

    private void Heard() => _lastHeard = Now;

    private void WatchIdleness(TimeSpan? limit)
    {
        if (limit is { } time)
            Timers.StartSingleTimer(nameof(IdleExpired), IdleExpired.Instance, time);
    }

    private void OnIdleExpired(TimeSpan? limit)
    {
        var left = limit - (Now - _lastHeard);
        if (_isSaying || _input.IsRateLimited || _isReadDue)
        {
            // It is the server that waits.
            WatchIdleness(limit);
        }
        else if (left > TimeSpan.Zero)
        {
            WatchIdleness(left);
        }
        else
        {
            EndFor(CloseReason.Idle);
            SendOwnLine($"no message was sent for {limit!.Value.TotalSeconds} seconds");
            Leave();
        }
    }

    private void ResumeReading() => _socket.Tell(Tcp.ResumeReading.Instance);
}
