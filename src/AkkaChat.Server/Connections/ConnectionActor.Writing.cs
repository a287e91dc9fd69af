using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Connections;

/// <content>What goes to the client, and what happens if it does not take it; the way out.</content>
internal sealed partial class ConnectionActor
{
    /// <summary>The server's own words, for this client only.</summary>
    private void SendOwnLine(string text) => Send(new Batch(LineFormat.Line(_settings.ServerName, text)));

    private void OnDeliver(Deliver deliver)
    {
        Send(deliver.Batch);
        if (deliver.AckRequested)
            _room.Tell(DeliveryAck.Instance);
    }

    private void Send(Batch batch)
    {
        _sendQueue.Add(batch);
        WriteNext();
        if (_sendQueue.IsOverLimit)
            Drop();
        else
            TellCongestion();
    }

    private void OnSent()
    {
        _sendQueue.CompleteWrite();
        WriteNext();
        TellCongestion();
    }

    private void WriteNext()
    {
        if (_sendQueue.TryBeginWrite() is { } bytes)
            _socket.Tell(Tcp.Write.Create(bytes, Sent.Instance));
    }

    private void TellCongestion()
    {
        if (_isCongested == _sendQueue.IsCongested)
            return;

        _isCongested = _sendQueue.IsCongested;
        if (_isCongested)
        {
            Timers.StartSingleTimer(nameof(Congested), GraceExpired.Instance, _settings.SlowConsumerGrace);
            _room.Tell(Congested.Instance);
            return;
        }

        Timers.Cancel(nameof(Congested));
        _room.Tell(CongestionCleared.Instance);
        if (!_isReadDue)
            return;

        Heard();
        ReadOn();
    }

    /// <summary>Limits how long the client may take for its last bytes; each write that completes restarts it.</summary>
    private void StartFlushTimeout() =>
        Timers.StartSingleTimer(nameof(Flushing), GraceExpired.Instance, _settings.FlushTimeout);

    /// <summary>Ends a connection whose client does not take what is sent to it. Akka.IO resets it.</summary>
    private void Drop()
    {
        EndFor(CloseReason.SlowConsumer);
        Context.Stop(Self);
    }

    private void Refuse(CloseReason reason, string text)
    {
        EndFor(reason);
        SendOwnLine(text);
        Flush();
    }

    /// <summary>The room lets go of its member without having been asked to.</summary>
    private void Dismiss()
    {
        EndFor(CloseReason.RoomRestarted);
        Flush();
    }

    private void Flush()
    {
        Become(Flushing);
        Timers.CancelAll();
        StartFlushTimeout();
        CloseWhenSent();
    }

    private void CloseWhenSent()
    {
        if (!_sendQueue.IsEmpty)
            return;

        Timers.CancelAll();
        if (_peerClosed)
        {
            _socket.Tell(Tcp.Close.Instance);
            return;
        }

        Become(Lingering);
        Timers.StartSingleTimer(nameof(LingerLimit), LingerExpired.Instance, LingerLimit);
        _socket.Tell(Tcp.ConfirmedClose.Instance);
        WaitForQuiet();
    }

    private void WaitForQuiet()
    {
        Timers.StartSingleTimer(nameof(LingerQuiet), LingerExpired.Instance, LingerQuiet);
        ResumeReading();
    }
}
