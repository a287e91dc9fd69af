using System.Net.Security;
using System.Net.Sockets;

namespace AkkaChat.TerminalClient.Connection;

/// <summary>An open connection to the server, with TLS or without.</summary>
internal sealed class ServerConnection(Socket socket, Stream stream) : IAsyncDisposable
{
    public Stream Stream => stream;

    /// <summary>Nothing more is sent; the server may go on.</summary>
    public async Task CloseSendingAsync()
    {
        if (stream is SslStream tls)
            await tls.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        socket.Dispose();
    }
}
