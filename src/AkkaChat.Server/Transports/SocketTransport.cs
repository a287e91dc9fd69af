using System.Net.Sockets;
using System.Runtime.CompilerServices;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>A TCP or Unix socket as it is.</summary>
internal sealed class SocketTransport(Socket socket) : BufferedTransport(WriteSize)
{
    private const int WriteSize = 128 * 1024;

    public override ValueTask HandshakeAsync() => ValueTask.CompletedTask;

    public override ValueTask ShutdownAsync(CloseReason reason)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }
        catch (SocketException exception)
        {
            // The client has reset the connection.
            return ValueTask.FromException(exception);
        }
    }

    public override void Abort() => Abort(socket);

    public override void Dispose() => socket.Dispose();

    /// <summary>Closes a socket so that the client gets RST and what is unsent is dropped.</summary>
    public static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The connection has ended already.
        }

        socket.Dispose();
    }

    /// <summary>Completes when the kernel has taken all bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellation)..];
    }

    protected override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer);

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => SendAsync(socket, bytes);
}
