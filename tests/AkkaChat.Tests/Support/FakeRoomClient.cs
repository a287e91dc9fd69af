using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Tests.Support;

/// <summary>The server's side of a connection to a <see cref="FakeRoom"/>.</summary>
internal sealed class FakeRoomClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    public FakeRoomClient(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket));
    }

    /// <returns>Null at FIN.</returns>
    public Task<string?> ReadLineAsync() => _reader.ReadLineAsync().WaitAsync(Eventually.DefaultTimeout);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes).AsTask().WaitAsync(Eventually.DefaultTimeout)..];
    }

    /// <summary>Sends this, and FIN.</summary>
    public async Task EndAsync(string text = "")
    {
        await SendAsync(text);
        _socket.Shutdown(SocketShutdown.Send);
    }

    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose() => _socket.Dispose();
}
