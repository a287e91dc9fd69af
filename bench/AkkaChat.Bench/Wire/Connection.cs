using System.Net.Sockets;

namespace AkkaChat.Bench.Wire;

/// <summary>
/// An open connection. Clients that wait use the stream, which TLS or WebSocket may wrap. The load must not wait, since
/// one thread reads all connections: it polls for received bytes, which such a transport must buffer.
/// </summary>
internal sealed class Connection(Socket socket, Stream stream) : IDisposable
{
    public Stream Stream => stream;

    public Socket Socket => socket;

    /// <summary>Sends FIN; reading goes on.</summary>
    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <returns>0 at the end of the stream; null if nothing has arrived.</returns>
    public int? TryReceive(Span<byte> buffer) => Result(socket.Receive(buffer, SocketFlags.None, out var error), error);

    /// <returns>How many bytes were accepted.</returns>
    public int TrySend(ReadOnlySpan<byte> bytes) =>
        Result(socket.Send(bytes, SocketFlags.None, out var error), error) ?? 0;

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private static int? Result(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock => null,
        _ => throw new IOException($"{error}"),
    };
}
