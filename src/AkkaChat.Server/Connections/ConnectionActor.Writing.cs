using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Network;

/// <content>What goes to the client, and what happens if it does not take it; the way out.</content>
internal sealed partial class ConnectionActor
{
    /// <summary>The server's own words, for this client only.</summary>
    private void SendOwnLine(string text) => Send(LineFormat.Line(_settings.ServerName, text));

    private void OnDeliver(Deliver deliver)
    {
        Send(deliver.Block);
        if (deliver.Confirm)
            _room.Tell(Taken.Instance);
    }

    private void Send(Block block)
    {
        _outbox.Add(block);
        WriteNext();
        if (_outbox.IsOverfull)
            Drop();
        else
            TellCongestion();
    }

    private void OnSent()
    {
        _outbox.CompleteWrite();
        WriteNext();
        TellCongestion();
    }

    private void WriteNext()
    {
        if (_outbox.TakeWrite() is { } bytes)
            _socket.Tell(Tcp.Write.Create(bytes, Sent.Instance));
    }

    private void TellCongestion()
    {
        if (_isCongested == _outbox.IsCongested)
            return;

        _isCongested = _outbox.IsCongested;
        if (_isCongested)
        {
            StartGrace(nameof(Congested));
            _room.Tell(Congested.Instance);
            return;
        }

        Timers.Cancel(nameof(Congested));
        _room.Tell(Relieved.Instance);
        if (!_isReadDue)
            return;

        Heard();
        ReadOn();
    }

    /// <summary>One for the congestion of a member, one for the flushing of who is to be closed.</summary>
    private void StartGrace(string timer) =>
        Timers.StartSingleTimer(timer, GraceExpired.Instance, _settings.Limits.SlowConsumerGrace);

    /// <summary>Ends a connection whose client does not take what is sent to it. Akka.IO resets it.</summary>
    private void Drop()
    {
        EndFor(DisconnectReason.SlowConsumer);
        Context.Stop(Self);
    }

    private void Refuse(DisconnectReason reason, string text)
    {
        EndFor(reason);
        SendOwnLine(text);
        Flush();
    }

    /// <summary>The room lets go of its member without having been asked to.</summary>
    private void Dismiss()
    {
        EndFor(DisconnectReason.RoomFailure);
        Flush();
    }

    private void Flush()
    {
        Become(Flushing);
        Timers.CancelAll();
        StartGrace(nameof(Flushing));
        CloseWhenSent();
    }

    private void CloseWhenSent()
    {
        if (!_outbox.IsEmpty)
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
