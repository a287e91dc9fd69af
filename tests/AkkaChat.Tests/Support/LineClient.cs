using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AkkaChat.Tests.Support;

/// <summary>A client as people use it: a socket that sends bytes and reads bytes. Text is a character a byte.</summary>
internal sealed class LineClient : IDisposable
{
    /// <summary>Never waited for unless something is broken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly StringBuilder _unread = new();

    private LineClient(Socket socket) => _socket = socket;

    public static async Task<LineClient> ConnectAsync(IPEndPoint server, Action<Socket>? configure = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        configure?.Invoke(socket);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(server, patience.Token);
        return new LineClient(socket);
    }

    /// <summary>Connects and becomes a member: a line of its own has come back, so that it is in the room for sure.</summary>
    public static async Task<LineClient> JoinAsync(IPEndPoint server, string name)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync($"{name}\n{name} is here\n");
        var echo = $"{name}:{name} is here";
        while (await client.ReadLineAsync() != echo)
        {
            // Whoever was here first may be talking already.
        }

        return client;
    }

    public async Task SendAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        ReadOnlyMemory<byte> rest = text.Bytes();
        while (!rest.IsEmpty)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, patience.Token)..];
    }

    /// <returns>The next line without its LF, or null at the end of the stream.</returns>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var unread = _unread.ToString();
            var end = unread.IndexOf('\n', StringComparison.Ordinal);
            if (end >= 0)
            {
                _unread.Remove(0, end + 1);
                return unread[..end];
            }

            if (await ReceiveAsync() == 0)
                return null;
        }
    }

    public async Task<string[]> ReadLinesAsync(int count)
    {
        var lines = new string[count];
        var text = new StringBuilder(_unread.ToString());
        _unread.Clear();
        var complete = text.ToString().Count(c => c == '\n');
        while (complete < count)
        {
            if (await ReceiveAsync() == 0)
                throw new EndOfStreamException($"the server closed after {complete} of {count} lines: {text}");
            var received = _unread.ToString();
            _unread.Clear();
            complete += received.Count(c => c == '\n');
            text.Append(received);
        }

        var all = text.ToString();
        var start = 0;
        for (var i = 0; i < count; i++)
        {
            var end = all.IndexOf('\n', start);
            lines[i] = all[start..end];
            start = end + 1;
        }

        _unread.Append(all, start, all.Length - start);
        return lines;
    }

    /// <summary>Everything up to the server's FIN.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
        }

        var text = _unread.ToString();
        _unread.Clear();
        return text;
    }

    /// <summary>Reads a little at a time, as a slow client does that still makes progress.</summary>
    public async Task<string[]> ReadSlowlyAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            lines[i] = await ReadLineAsync() ?? throw new EndOfStreamException($"the server closed after {i} lines");
            await Task.Yield();
        }

        return lines;
    }

    /// <summary>All whole lines up to the end, if that is a FIN or a reset.</summary>
    public async Task<List<string>> ReadUntilResetAsync()
    {
        var lines = new List<string>();
        try
        {
            while (await ReadLineAsync() is { } line)
                lines.Add(line);
        }
        catch (SocketException)
        {
            // Reset.
        }

        return lines;
    }

    /// <summary>Sends the same text again and again, until nothing has been taken for a while.</summary>
    /// <returns>How many bytes have been taken.</returns>
    public async Task<long> SendUntilStuckAsync(string text)
    {
        var bytes = text.Bytes();
        for (var sent = 0L; ;)
        {
            using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                sent += await _socket.SendAsync(bytes, SocketFlags.None, stuck.Token);
            }
            catch (OperationCanceledException)
            {
                return sent;
            }
        }
    }

    /// <summary>Sends FIN; reading goes on.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var count = await _socket.ReceiveAsync(_buffer, SocketFlags.None, patience.Token);
        _unread.Append(((ReadOnlySpan<byte>)_buffer.AsSpan(0, count)).Text());
        return count;
    }
}
