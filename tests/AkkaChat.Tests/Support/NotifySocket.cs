using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>The socket on which a service manager receives the states of a service; see sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket()
    {
        var path = _folder.PathOf("notify");
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        Variable = ("NOTIFY_SOCKET", path);
    }

    /// <summary>For the environment of the service.</summary>
    public (string Name, string Value) Variable { get; }

    public async Task<string> ReceiveAsync()
    {
        using var expired = new CancellationTokenSource(Eventually.DefaultTimeout);
        var buffer = new byte[4096];
        var count = await _socket.ReceiveAsync(buffer, SocketFlags.None, expired.Token);
        return buffer.AsSpan(0, count).Text();
    }

    /// <summary>Everything that has arrived and has not been received.</summary>
    public async Task<List<string>> ReceiveAllAsync()
    {
        var all = new List<string>();
        while (_socket.Available > 0)
            all.Add(await ReceiveAsync());
        return all;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
