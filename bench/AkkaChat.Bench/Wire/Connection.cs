using System.Net.Sockets;

namespace AkkaChat.Bench.Wire;

/// <summary>An open connection: all bytes go through its stream, only its end needs the socket.</summary>
internal sealed class Connection(Socket socket, Stream stream) : IDisposable
{
    public Stream Stream => stream;

    /// <summary>Sends FIN; reading goes on.</summary>
    public void HalfClose() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
