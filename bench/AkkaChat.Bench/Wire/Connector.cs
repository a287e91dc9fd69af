using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Bench.Wire;

/// <summary>
/// Opens connections to a server on this machine, over plain TCP. Another transport (TLS, WebSocket) wraps the stream
/// here: nothing else in this program knows what is below it.
/// </summary>
internal sealed class Connector(int port)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);

    /// <param name="receiveBuffer">Bytes that the kernel keeps for a client that does not read.</param>
    public async Task<Connection> ConnectAsync(CancellationToken cancellation, int? receiveBuffer = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(ConnectTimeout);
        var socket = Open(receiveBuffer);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), timeout.Token);
            return new Connection(socket, new NetworkStream(socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Connects for <see cref="Connection.TryReceive"/>. A socket that was never used asynchronously does not wake the
    /// thread of .NET that waits for all the others.
    /// </summary>
    public Connection Connect(int? receiveBuffer = null)
    {
        var socket = Open(receiveBuffer);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            var connection = new Connection(socket, new NetworkStream(socket));
            socket.Blocking = false;
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket Open(int? receiveBuffer)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        return socket;
    }
}
