using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>Forwards TCP connections, which a test can reset on either side, and hold back.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _server;
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly ConcurrentBag<Socket> _servers = [];
    private volatile HeldConnections? _held;

    /// <param name="endpoint">Where it listens; port 0 for any.</param>
    public TcpProxy(IPEndPoint endpoint, IPEndPoint server)
    {
        (_listener, _server) = (new TcpListener(endpoint), server);
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Resets the connections to the clients; the server does not notice.</summary>
    public void ResetClients() => Reset(_clients);

    /// <summary>Resets the connections to the server.</summary>
    public void ResetServers() => Reset(_servers);

    /// <summary>The next connections of clients are accepted, and not forwarded before they are released.</summary>
    public HeldConnections HoldNext(int count) => _held = new HeldConnections(count);

    public void Dispose()
    {
        _listener.Stop();
        ResetClients();
        ResetServers();
    }

    private static void Reset(ConcurrentBag<Socket> sockets)
    {
        while (sockets.TryTake(out var socket))
            socket.Close(0);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                client.NoDelay = true;
                _clients.Add(client);
                _ = ForwardAsync(client, _held is { } held && held.TryAdd() ? held.Released : Task.CompletedTask);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ForwardAsync(Socket client, Task released)
    {
        await released;
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _servers.Add(server);
        try
        {
            await server.ConnectAsync(_server);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            server.Dispose();
            client.Close(0);
            return;
        }

        _ = CopyAsync(client, server);
        _ = CopyAsync(server, client);
    }

    /// <summary>Forwards the end of the stream, or a reset by the peer, as FIN; forwards nothing after a reset by the proxy.</summary>
    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await ReceiveAsync(from, buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Reset by the proxy, or lost on the other side.
        }
    }

    /// <returns>0 after FIN or a reset by the peer.</returns>
    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
