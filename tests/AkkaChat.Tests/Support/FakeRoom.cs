using System.Net;
using System.Net.Sockets;
using AkkaChat.TerminalClient;
using AkkaChat.TerminalClient.Connection;

namespace AkkaChat.Tests.Support;

/// <summary>A server in the hands of a test, for the terminal client.</summary>
internal sealed class FakeRoom : IDisposable
{
    private readonly IPEndPoint _endpoint;
    private TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeRoom()
    {
        _listener.Start();
        _endpoint = (IPEndPoint)_listener.LocalEndpoint;
    }

    /// <summary>A client is connected that has not been accepted yet.</summary>
    public bool HasVisitor => _listener.Pending();

    public ServerConnector Connector() =>
        new(new ClientOptions("127.0.0.1", _endpoint.Port, false, null, false, null));

    public async Task<FakeRoomClient> AcceptAsync() => new(await _listener.AcceptSocketAsync().WaitAsync(Eventually.DefaultTimeout));

    /// <summary>The next client, whose first line must be this.</summary>
    public async Task<FakeRoomClient> AcceptAsync(string firstLine)
    {
        var client = await AcceptAsync();
        Assert.Equal(firstLine, await client.ReadLineAsync());
        return client;
    }

    /// <summary>Refuses connections until <see cref="Open"/>.</summary>
    public void Close() => _listener.Stop();

    public void Open()
    {
        _listener = new TcpListener(_endpoint);
        _listener.Start();
    }

    public void Dispose() => _listener.Stop();
}
