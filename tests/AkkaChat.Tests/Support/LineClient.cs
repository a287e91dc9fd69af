using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A chat client over a real socket. One character of text is one byte on the wire.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly Socket _socket;

    /// <summary>The unread bytes are those from start to end.</summary>
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private LineClient(Socket socket) => _socket = socket;

    private ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public static async Task<LineClient> ConnectAsync(IPEndPoint server, Action<Socket>? configure = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            configure?.Invoke(socket);
            using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
            await socket.ConnectAsync(server, timeout.Token);
            return new LineClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and waits for the echo of a first line, which proves that the client is a member.</summary>
    public static async Task<LineClient> JoinAsync(IPEndPoint server, string name, Action<Socket>? configure = null)
    {
        var client = await ConnectAsync(server, configure);
        try
        {
            await client.SendAsync($"{name}\n{name} is here\n");
            await client.ReadUntilAsync($"{name}:{name} is here");
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Joins as soon as the server listens, has a place and the name is free.</summary>
    public static Task<LineClient> JoinEventuallyAsync(IPEndPoint server, string name) =>
        Eventually.SucceedsAsync(() => JoinAsync(server, name), $"{name} joins");

    /// <summary>A small receive buffer, so that a client that does not read is soon congested.</summary>
    public static void UseSmallBuffer(Socket socket) => socket.ReceiveBufferSize = 4096;

    public async Task SendAsync(string text)
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        ReadOnlyMemory<byte> rest = text.Bytes();
        while (!rest.IsEmpty)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, timeout.Token)..];
    }

    /// <returns>The next line without its LF, or null at the end of the stream.</returns>
    public async Task<string?> ReadLineAsync()
    {
        var searched = 0;
        int length;
        while ((length = Unread.Span[searched..].IndexOf((byte)'\n')) < 0)
        {
            searched = Unread.Length;
            if (await ReceiveAsync() == 0)
                return null;
        }

        var line = Unread.Span[..(searched + length)].Text();
        _start += line.Length + 1;
        return line;
    }

    public async Task<string[]> ReadLinesAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await ReadLineAsync() ?? throw new EndOfStreamException($"the server closed after {i} of {count} lines");
        return lines;
    }

    /// <summary>All lines up to <paramref name="last"/>, which is included.</summary>
    public async Task<List<string>> ReadUntilAsync(string last)
    {
        var lines = new List<string>();
        while (lines.Count == 0 || lines[^1] != last)
            lines.Add(await ReadLineAsync() ?? throw new EndOfStreamException($"the server closed before '{last}'"));
        return lines;
    }

    /// <summary>Reads and discards lines.</summary>
    public async Task SkipLinesAsync(int count)
    {
        while (count > 0)
        {
            var complete = Unread.Span.Count((byte)'\n');
            if (complete > count)
                throw new InvalidOperationException("there are more lines than expected");
            count -= complete;
            _start += Unread.Span.LastIndexOf((byte)'\n') + 1;
            if (count > 0 && await ReceiveAsync() == 0)
                throw new EndOfStreamException($"the server closed {count} lines too early");
        }
    }

    /// <summary>Everything up to the server's FIN.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
            // The buffer keeps everything.
        }

        var text = Unread.Span.Text();
        _start = _end = 0;
        return text;
    }

    /// <summary>Reads like a slow client that makes progress: others run between two lines.</summary>
    public async Task<string[]> ReadSlowlyAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            lines[i] = (await ReadLinesAsync(1))[0];
            await Task.Yield();
        }

        return lines;
    }

    /// <summary>All complete lines up to FIN or reset.</summary>
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

    /// <summary>Sends the same text repeatedly until the kernel has accepted nothing for a second.</summary>
    /// <returns>The number of bytes accepted.</returns>
    public async Task<long> SendUntilStuckAsync(string text)
    {
        var bytes = text.Bytes();
        var sent = 0L;
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        while (!timeout.IsCancellationRequested)
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

        throw new TimeoutException($"the server has read {sent} bytes and still reads");
    }

    /// <summary>Sends FIN; reading goes on.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync()
    {
        if (_end == _buffer.Length)
            MakeRoom();

        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, timeout.Token);
        _end += count;
        return count;
    }

    private void MakeRoom()
    {
        var target = _start > _buffer.Length / 2 ? _buffer : new byte[2 * _buffer.Length];
        Unread.CopyTo(target);
        _end -= _start;
        _start = 0;
        _buffer = target;
    }
}
