using System.Net.Sockets;

namespace AkkaChat.Bench.Soak;

/// <summary>A client's byte stream through one door, which it can half-close.</summary>
/// <param name="stream">That of the socket, or TLS on top of it.</param>
internal class SoakChannel(Socket socket, Stream stream) : IDisposable
{
    /// <summary>The status that a WebSocket was closed with by the server; null before, and for all that is no WebSocket.</summary>
    public virtual int? CloseStatus => null;

    /// <summary>Waits until it can be written to.</summary>
    public virtual Task OpenAsync() => Task.CompletedTask;

    /// <returns>0 at the end of the stream.</returns>
    public virtual async Task<int> ReadAsync(Memory<byte> buffer) => await stream.ReadAsync(buffer);

    public virtual async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes);

    /// <summary>Writes what may be no frame of a WebSocket.</summary>
    public virtual async Task WriteUnframedAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes);

    /// <summary>
    /// Sends FIN; reading goes on. Under TLS without close_notify, as many clients do: SslStream.ShutdownAsync of .NET 10 fails beside a read.
    /// </summary>
    public virtual Task EndAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    }

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public virtual void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }
}
