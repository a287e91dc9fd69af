using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;
using static AkkaChat.Server.Room.RoomMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// From the room to the socket: one write in flight, the rest in the <see cref="SendQueue"/>. A client that does not
/// read is reported to the room as congested and is not read from; it has
/// <c>limits.slow-consumer-grace</c> to catch up. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
/// <param name="onOverLimit">Called when more is pending than a client may have: it must be disconnected.</param>
internal sealed class ConnectionWriter(
    IActorRef socket,
    ConnectionReader reader,
    ITimerScheduler timers,
    ConnectionServices services,
    ConnectionStats stats,
    Action onOverLimit)
{
    private readonly SendQueue _queue = new(services.Settings.SendQueue, stats);
    private bool _isCongested;

    /// <summary>How long a congestion that begins later may last.</summary>
    public TimeSpan SlowConsumerGrace { get; set; } = services.Settings.Timeouts.SlowConsumerGrace;

    /// <summary>Everything is written: no write is in flight.</summary>
    public bool IsEmpty => _queue.IsEmpty;

    public void OnDeliver(Deliver deliver)
    {
        Write(deliver.Batch);
        if (deliver.AckRequested)
            services.Room.Tell(DeliveryAck.Instance);
    }

    /// <summary>
    /// Reports congestion again: the room ignores reports of clients that it does not know, as this one was between two attempts
    /// to join.
    /// </summary>
    public void OnJoined()
    {
        if (_isCongested)
            services.Room.Tell(Congested.Instance);
    }

    /// <summary>Writes a line of the server itself, to this client only.</summary>
    public void WriteServerLine(string text) => Write(new Batch(LineFormat.Line(services.Settings.ServerName, text)));

    public void ReportTooLong(int messages)
    {
        for (var i = 0; i < messages; i++)
            WriteServerLine(ServerMessages.MessageTooLong(services.Settings.Message.MaxLength));
    }

    /// <summary>Akka.IO has acknowledged the write in flight.</summary>
    public void CompleteWrite()
    {
        _queue.CompleteWrite();
        WriteNext();
        ReportCongestion();
    }

    /// <summary>The connection has ended: nothing more is written.</summary>
    public void Abandon() => _queue.Abandon();

    private void Write(Batch batch)
    {
        _queue.Add(batch);
        WriteNext();
        ReportCongestion();
        if (_queue.IsOverLimit)
            onOverLimit();
    }

    private void WriteNext()
    {
        if (_queue.TryBeginWrite() is { } bytes)
            socket.Tell(Tcp.Write.Create(bytes, Sent.Instance));
    }

    private void ReportCongestion()
    {
        if (_isCongested == _queue.IsCongested)
            return;

        _isCongested = _queue.IsCongested;
        if (_isCongested)
        {
            reader.Hold(ReadHold.Congestion);
            timers.Start(ConnectionTimer.SlowConsumer, SlowConsumerGrace);
            services.Room.Tell(Congested.Instance);
        }
        else
        {
            timers.Cancel(ConnectionTimer.SlowConsumer);
            services.Room.Tell(CongestionCleared.Instance);
            reader.Release(ReadHold.Congestion);
        }
    }

    /// <summary>Akka.IO's ack: the kernel has taken all bytes of the write in flight.</summary>
    public sealed class Sent : Tcp.Event { public static readonly Sent Instance = new(); }
}
