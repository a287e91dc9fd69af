using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Tests.Support;

/// <summary>A client as people use it: a socket that sends bytes and reads bytes. Text is a character a byte.</summary>
internal sealed class LineClient : IDisposable
{
    /// <summary>Never waited for unless something is broken.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Socket _socket;

    /// <summary>What has been received and not been read lies from start to end.</summary>
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private LineClient(Socket socket) => _socket = socket;

    private ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

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
        var searched = 0;
        while (true)
        {
            var length = Unread.Span[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                var line = Unread.Span[..length].Text();
                _start += length + 1;
                return line;
            }

            searched = Unread.Length;
            if (await ReceiveAsync() == 0)
                return null;
        }
    }

    public async Task<string[]> ReadLinesAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await ReadLineAsync() ?? throw new EndOfStreamException($"the server closed after {i} of {count} lines");
        return lines;
    }

    /// <summary>Reads lines and forgets them.</summary>
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
            // All is kept.
        }

        var text = Unread.Span.Text();
        _start = _end = 0;
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
        if (_end == _buffer.Length)
            MakeRoom();

        using var patience = new CancellationTokenSource(Patience);
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, patience.Token);
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
