using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

/// <summary>A member that talks all the time, and notes for how long it receives nothing.</summary>
internal sealed class SilenceMember : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly string Filler = new('x', 60);

    private readonly Socket _socket;
    private readonly SemaphoreSlim _echoes = new(0);
    private readonly Lock _gate = new();
    private long _received = Stopwatch.GetTimestamp();
    private long _longest;

    private SilenceMember(Socket socket, StartedServer node, bool isLoad) => (_socket, Node, IsLoad) = (socket, node, isLoad);

    public StartedServer Node { get; }

    /// <summary>It sends bursts.</summary>
    public bool IsLoad { get; }

    public bool IsDisconnected { get; private set; }

    /// <summary>The longest time without a line since <see cref="Reset"/>, until the connection has ended.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
                return Stopwatch.GetElapsedTime(0, IsDisconnected ? _longest : Math.Max(_longest, Stopwatch.GetTimestamp() - _received));
        }
    }

    /// <summary>How long it has received nothing; zero if it is disconnected.</summary>
    public TimeSpan Waiting
    {
        get
        {
            lock (_gate)
                return IsDisconnected ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_received);
        }
    }

    /// <param name="burst">Lines at a time, the next ones as soon as these have come back; 0: a line every 10 ms.</param>
    public static async Task<SilenceMember> JoinAsync(StartedServer node, string name, int burst)
    {
        var socket = BenchSocket.Create(node.Address.AddressFamily);
        await socket.ConnectAsync(node.Address);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{name}\n"));
        var member = new SilenceMember(socket, node, burst > 0);
        _ = member.ReadAsync($"{name}:last");
        _ = member.TalkAsync(burst);
        return member;
    }

    public void Reset()
    {
        lock (_gate)
            _longest = 0;
    }

    public void Dispose() => _socket.Dispose();

    /// <param name="last">The last line of a burst.</param>
    private async Task ReadAsync(string last)
    {
        try
        {
            using var reader = new StreamReader(new NetworkStream(_socket));
            while (await reader.ReadLineAsync() is { } line)
            {
                NoteReceived();
                if (line == last)
                    _echoes.Release();
            }
        }
        catch (IOException)
        {
            // Reset, or the run is over.
        }

        NoteReceived(isLast: true);
        // A server that shuts down waits for it, and its node leaves the cluster afterwards.
        _socket.Dispose();
    }

    private void NoteReceived(bool isLast = false)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            (_longest, _received, IsDisconnected) = (Math.Max(_longest, now - _received), now, isLast);
        }
    }

    private async Task TalkAsync(int burst)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{Filler}\n", Math.Max(1, burst - 1))) + (burst > 0 ? "last\n" : ""));
        try
        {
            while (true)
            {
                for (ReadOnlyMemory<byte> rest = lines; !rest.IsEmpty;)
                    rest = rest[await _socket.SendAsync(rest)..];
                await (burst > 0 ? _echoes.WaitAsync() : Task.Delay(Interval));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disconnected, or the run is over.
        }
    }
}
