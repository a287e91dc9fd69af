using System.Net.Sockets;
using Akka.IO;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Detects peers that have vanished without a FIN, within the same time in both cases: TCP keep-alive if nothing is in
/// flight to them, TCP_USER_TIMEOUT (Linux only) if their acknowledgements are missing.
/// </summary>
/// <param name="current">The settings for a connection that begins now.</param>
internal sealed class KeepAlive(Func<KeepAliveSettings> current) : Inet.SocketOption
{
    /// <summary>TCP_USER_TIMEOUT in Linux's linux/tcp.h: an int of milliseconds, at level IPPROTO_TCP.</summary>
    public const int TcpUserTimeout = 18;

    public override void AfterConnect(Socket socket)
    {
        var settings = current();
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Seconds(settings.Idle));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Seconds(settings.Interval));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, settings.Count);
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(UserTimeout(settings)));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client has disconnected already. An exception in AfterConnect makes Akka.IO leak the socket.
        }
    }

    private static int UserTimeout(KeepAliveSettings settings) =>
        (int)Math.Min(int.MaxValue, 1000L * (Seconds(settings.Idle) + ((long)settings.Count * Seconds(settings.Interval))));

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Round(time.TotalSeconds));
}
