using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Akka.IO;

namespace AkkaChat.Server.Transports;

/// <summary>A TCP or Unix socket as it is.</summary>
internal sealed class SocketTransport(Socket socket) : ITransport
{
    /// <summary>Maximum bytes of one read.</summary>
    public const int ReadSize = 16 * 1024;

    /// <summary>Maximum bytes of one send call.</summary>
    private const int WriteSize = 128 * 1024;

    public ValueTask HandshakeAsync() => ValueTask.CompletedTask;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ByteString> ReadAsync()
    {
        // Completes when there is something to read, and reads nothing.
        await socket.ReceiveAsync(Memory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(0, ReadSize));
            return count == 0 ? ByteString.Empty : ByteString.CopyFrom(buffer, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ByteString bytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(bytes.Count, WriteSize));
        try
        {
            for (var start = 0; start < bytes.Count;)
            {
                var length = Math.Min(bytes.Count - start, WriteSize);
                bytes.Slice(start, length).CopyTo(buffer, 0, length);
                for (var sent = 0; sent < length;)
                    sent += await socket.SendAsync(buffer.AsMemory(sent, length - sent));
                start += length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask ShutdownAsync()
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

    public void Abort() => Abort(socket);

    public void Dispose() => socket.Dispose();

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
}
