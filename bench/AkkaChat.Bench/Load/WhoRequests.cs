using System.Net.Sockets;

namespace AkkaChat.Bench.Load;

/// <summary>An operator who lists the members of a server again and again, by its control socket, while they talk.</summary>
internal sealed class WhoRequests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _asking;

    /// <param name="path">Of the control socket.</param>
    public WhoRequests(string path) => _asking = Task.Run(() => AskAsync(path, _end.Token));

    /// <exception cref="FaultException">A request was not answered.</exception>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _asking;
        _end.Dispose();
    }

    private static async Task AskAsync(string path, CancellationToken end)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation) });
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
                await http.GetByteArrayAsync(new Uri("http://localhost/who"), end);
        }
        catch (OperationCanceledException)
        {
            // The measurement has ended.
        }
        catch (HttpRequestException exception)
        {
            throw new FaultException($"the control socket does not answer: {exception.Message}");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
