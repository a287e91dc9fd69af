using Akka.Actor;
using Akka.IO;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Closes a connection so that the client receives everything: flush, FIN, and then read and discard until the client
/// closes or is quiet. Closing a socket with unread bytes makes Linux reset the connection and drop what the client has
/// not received yet. Not thread-safe: used by its ConnectionActor alone.
/// </summary>
internal sealed class ConnectionCloser(
    IActorRef socket, ConnectionWriter writer, ITimerScheduler timers, TimeSpan flushTimeout)
{
    /// <summary>A client that sends nothing for this long after our FIN has nothing in flight to us.</summary>
    public static readonly TimeSpan LingerQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Maximum time that a client may go on sending after our FIN.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(5);

    /// <summary>The client has sent its FIN.</summary>
    public bool PeerClosed { get; set; }

    /// <summary>Sends FIN if everything is written; otherwise restarts the flush timeout.</summary>
    /// <returns>
    /// True if the connection lingers now. False if a write is pending, or if the client closed first and Akka.IO will report
    /// the end.
    /// </returns>
    public bool CloseWhenFlushed()
    {
        timers.CancelAll();
        if (!writer.IsEmpty)
        {
            timers.Start(ConnectionTimer.Flush, flushTimeout);
            return false;
        }

        if (PeerClosed)
        {
            socket.Tell(Tcp.Close.Instance);
            return false;
        }

        socket.Tell(Tcp.ConfirmedClose.Instance);
        timers.Start(ConnectionTimer.LingerLimit, LingerLimit);
        ReadUntilQuiet();
        return true;
    }

    public void ReadUntilQuiet()
    {
        timers.Start(ConnectionTimer.LingerQuiet, LingerQuiet);
        socket.Tell(Tcp.ResumeReading.Instance);
    }
}
