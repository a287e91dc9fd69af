using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>The socket that a service manager is told things on; see sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    /// <summary>Never waited for unless something is broken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

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

    /// <summary>The next thing told.</summary>
    public async Task<string> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        var count = await _socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
        return buffer.AsSpan(0, count).Text();
    }

    /// <summary>Everything that has been told and not received.</summary>
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
