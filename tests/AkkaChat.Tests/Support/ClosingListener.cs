using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>Accepts every connection and closes it at once.</summary>
internal sealed class ClosingListener : IDisposable
{
    private readonly TcpListener _listener;

    public ClosingListener(IPEndPoint endpoint)
    {
        _listener = new TcpListener(endpoint);
        _listener.Start();
        _ = CloseAllAsync();
    }

    public void Dispose() => _listener.Dispose();

    private async Task CloseAllAsync()
    {
        try
        {
            while (true)
                (await _listener.AcceptSocketAsync()).Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }
}
