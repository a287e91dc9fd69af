using Akka.Actor;
using Akka.IO;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Closes a connection so that the client receives everything: flush, FIN, and then read and discard until the client
/// closes or is quiet. Closing a socket with unread bytes makes Linux reset the connection and drop what the client has
/// not received yet. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
/// <param name="onClosed">Called after our FIN, when the client is quiet or has gone on for too long. If it closes, the socket reports that.</param>
internal sealed class ConnectionCloser(
    IActorRef socket, Door door, ConnectionWriter writer, ITimerScheduler timers, TimeSpan flushTimeout, Action onClosed)
{
    /// <summary>A client that sends nothing for this long after our FIN has nothing in flight to us.</summary>
    public static readonly TimeSpan LingerQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Maximum time that a client may go on sending after our FIN.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);

    private bool _isLingering;

    /// <summary>Applies when it is started the next time.</summary>
    public TimeSpan FlushTimeout { get; set; } = flushTimeout;

    /// <summary>The client has sent its FIN.</summary>
    public bool PeerClosed { get; set; }

    /// <summary>
    /// EOF while the client is a member. That is FIN, or a reset whose error was already returned by a write: Linux
    /// returns it once, and EOF to the next read. If a write is in flight, only its success tells which.
    /// </summary>
    /// <returns>True if it is FIN; false if a write is in flight, which now has the flush timeout.</returns>
    public bool OnEof()
    {
        PeerClosed = true;
        if (!writer.IsEmpty)
            timers.Start(ConnectionTimer.Flush, FlushTimeout);
        return writer.IsEmpty;
    }

    /// <param name="reason">Is sent to the client if its protocol has a place for it.</param>
    public void Begin(CloseReason reason)
    {
        if (door.CarriesCloseReason)
            socket.Tell(new CloseWith(reason));
        CloseWhenFlushed();
    }

    /// <summary>Sends FIN if everything is written; otherwise restarts the flush timeout.</summary>
    private void CloseWhenFlushed()
    {
        timers.CancelAll();
        if (!writer.IsEmpty)
        {
            timers.Start(ConnectionTimer.Flush, FlushTimeout);
        }
        else if (PeerClosed)
        {
            // For the end of TLS, which is sent behind what the client has still to take.
            timers.Start(ConnectionTimer.Flush, FlushTimeout);
            socket.Tell(Tcp.Close.Instance);
        }
        else
        {
            _isLingering = true;
            socket.Tell(Tcp.ConfirmedClose.Instance);
            timers.Start(ConnectionTimer.LingerLimit, LingerLimit);
            ReadUntilQuiet();
        }
    }

    /// <returns>False if the message has no special meaning while the connection closes.</returns>
    public bool TryHandle(object message) => _isLingering ? Lingering(message) : Flushing(message);

    /// <summary>Until the socket has taken everything.</summary>
    private bool Flushing(object message)
    {
        switch (message)
        {
            case ConnectionWriter.Sent: writer.CompleteWrite(); CloseWhenFlushed(); return true;
            case Tcp.PeerClosed: PeerClosed = true; return true;
            case Tcp.Received: return true;
            default: return false;
        }
    }

    /// <summary>After our FIN, until the client closes or is quiet.</summary>
    private bool Lingering(object message)
    {
        switch (message)
        {
            case Tcp.Received: ReadUntilQuiet(); return true;
            case ConnectionTimer.LingerQuiet or ConnectionTimer.LingerLimit: onClosed(); return true;
            case Tcp.PeerClosed: return true;
            default: return false;
        }
    }

    private void ReadUntilQuiet()
    {
        timers.Start(ConnectionTimer.LingerQuiet, LingerQuiet);
        socket.Tell(Tcp.ResumeReading.Instance);
    }
}
