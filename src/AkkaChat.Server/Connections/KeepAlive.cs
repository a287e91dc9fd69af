using System.Net.Sockets;
using Akka.IO;

namespace AkkaChat.Server.Connections;

/// <summary>Enables TCP keep-alive on accepted connections, which detects peers that have vanished without a FIN.</summary>
internal sealed class KeepAlive(KeepAliveSettings settings) : Inet.SocketOption
{
    public override void AfterConnect(Socket socket)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(settings.Idle));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(settings.Interval));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, settings.Count);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client has disconnected already. An exception in AfterConnect makes Akka.IO leak the socket.
        }
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Round(time.TotalSeconds));
}
