using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A network between a browser and the server that can lose the browser: its connections are reset, and the server does not notice
/// before <see cref="Forget"/>.
/// </summary>
internal sealed class BrowserRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly ConcurrentBag<Socket> _servers = [];

    private BrowserRelay()
    {
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    public static BrowserRelay To(IPEndPoint server)
    {
        var relay = new BrowserRelay();
        relay._listener.Start();
        _ = relay.AcceptAsync(server);
        return relay;
    }

    /// <summary>Resets the connections to the browser.</summary>
    public void LoseBrowser() => Reset(_clients);

    /// <summary>Resets the connections to the server.</summary>
    public void Forget() => Reset(_servers);

    public void Dispose()
    {
        _listener.Stop();
        LoseBrowser();
        Forget();
    }

    private static void Reset(ConcurrentBag<Socket> sockets)
    {
        while (sockets.TryTake(out var socket))
            socket.Close(0);
    }

    private async Task AcceptAsync(IPEndPoint server)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (SocketException)
            {
                return;
            }

            var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await upstream.ConnectAsync(server);
            _clients.Add(client);
            _servers.Add(upstream);
            _ = CopyAsync(client, upstream);
            _ = CopyAsync(upstream, client);
        }
    }

    /// <summary>Ends without a word when either side does.</summary>
    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset.
        }
    }
}
