using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A chat client over a real TCP or Unix socket, or over TLS, as it is or by WebSocket. One character of text is one byte of the stream.
/// </summary>
internal sealed class LineClient : IDisposable
{
    /// <summary>Of a WebSocket; the server takes more.</summary>
    private const int MaxMessageLength = 512 * 1024;

    private readonly Socket _socket;
    private WatchedNetworkStream _tlsSocket = null!;

    /// <summary>Null without TLS.</summary>
    private SslStream? _tls;

    /// <summary>Null without WebSocket.</summary>
    private WebSocket? _webSocket;

    /// <summary>The unread bytes are those from start to end.</summary>
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private LineClient(Socket socket) => _socket = socket;

    private ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The certificate that the server has presented; only with TLS.</summary>
    public X509Certificate2 ServerCertificate => (X509Certificate2)_tls!.RemoteCertificate!;

    /// <summary>Of the close frame that the server has sent.</summary>
    public (WebSocketCloseStatus? Status, string? Reason) Close => (_webSocket?.CloseStatus, _webSocket?.CloseStatusDescription);

    /// <param name="tls">None: no TLS. Otherwise the server must have a <see cref="TestCertificate"/>.</param>
    /// <param name="webSocket">By a WebSocket at /chat.</param>
    /// <param name="header">Sent first, below TLS.</param>
    public static async Task<LineClient> ConnectAsync(
        EndPoint server,
        Action<Socket>? configure = null,
        SslProtocols tls = SslProtocols.None,
        bool webSocket = false,
        string header = "")
    {
        var socket = server is IPEndPoint
            ? new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            configure?.Invoke(socket);
            using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
            await socket.ConnectAsync(server, timeout.Token);
            var client = new LineClient(socket);
            await client.SendBelowTlsAsync(header);
            if (tls != SslProtocols.None)
                await client.AuthenticateAsync(tls, timeout.Token);
            if (webSocket)
                client._webSocket = await WebSocketUpgrade.RequestAsync(client._tls ?? (Stream)new NetworkStream(socket), timeout.Token);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and waits for the echo of a first line, which proves that the client is a member.</summary>
    public static async Task<LineClient> JoinAsync(
        EndPoint server,
        string name,
        Action<Socket>? configure = null,
        SslProtocols tls = SslProtocols.None,
        bool webSocket = false,
        string header = "")
    {
        var client = await ConnectAsync(server, configure, tls, webSocket, header);
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
        if (_webSocket is null && _tls is null)
        {
            await SendBelowTlsAsync(text);
            return;
        }

        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        await UnwrapAsync(async () =>
        {
            if (_webSocket is null)
                await _tls!.WriteAsync(text.Bytes(), timeout.Token);
            else
                await SendMessagesAsync(_webSocket, text.Bytes(), timeout.Token);
            return 0;
        });
    }

    /// <summary>One frame of a WebSocket message, whatever is in it.</summary>
    public async Task SendFrameAsync(byte[] payload, WebSocketMessageType type, bool endOfMessage)
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        await _webSocket!.SendAsync(payload, type, endOfMessage, timeout.Token);
    }

    /// <summary>Past TLS, if there is any.</summary>
    public async Task SendBelowTlsAsync(string text)
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        ReadOnlyMemory<byte> rest = text.Bytes();
        while (!rest.IsEmpty)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, timeout.Token)..];
    }

    /// <summary>Waits until there is something to read, and reads nothing.</summary>
    public async Task WaitForInputAsync() =>
        await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).AsTask().WaitAsync(Eventually.DefaultTimeout);

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

    /// <summary>Everything up to the server's end: FIN, and close_notify before it; or the close frame.</summary>
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

    /// <summary>Sends the close frame; or close_notify, if there is TLS, and FIN. Reading goes on.</summary>
    public void HalfClose()
    {
        if (_webSocket is not null)
        {
            _webSocket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Wait(Eventually.DefaultTimeout);
            return;
        }

        _tls?.ShutdownAsync().Wait(Eventually.DefaultTimeout);
        _socket.Shutdown(SocketShutdown.Send);
    }

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
        var count = (_webSocket, _tls) switch
        {
            ({ } webSocket, _) => await UnwrapAsync(() => ReceiveMessageAsync(webSocket, timeout.Token)),
            (_, { } tls) => await UnwrapAsync(() => ReceiveTlsAsync(tls, timeout.Token)),
            _ => await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, timeout.Token),
        };
        _end += count;
        return count;
    }

    /// <summary>Text that ends without LF is a fragment of a message that goes on.</summary>
    private static async Task SendMessagesAsync(WebSocket webSocket, ReadOnlyMemory<byte> rest, CancellationToken cancellation)
    {
        while (!rest.IsEmpty)
        {
            var message = rest[..Math.Min(rest.Length, MaxMessageLength)];
            if (message.Span.LastIndexOf((byte)'\n') is >= 0 and var end)
                message = message[..(end + 1)];
            await webSocket.SendAsync(message, WebSocketMessageType.Text, message.Span[^1] == '\n', cancellation);
            rest = rest[message.Length..];
        }
    }

    /// <returns>0 at the close frame.</returns>
    private async Task<int> ReceiveMessageAsync(WebSocket webSocket, CancellationToken cancellation)
    {
        ValueWebSocketReceiveResult received;
        do
            received = await webSocket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
        while (received is { Count: 0, MessageType: not WebSocketMessageType.Close });

        Assert.NotEqual(WebSocketMessageType.Binary, received.MessageType);
        Assert.True(!received.EndOfMessage || received.Count == 0 || _buffer[_end + received.Count - 1] == '\n', "a message is whole lines");
        return received.Count;
    }

    /// <exception cref="InvalidDataException">The server has ended without close_notify.</exception>
    private async Task<int> ReceiveTlsAsync(SslStream tls, CancellationToken cancellation)
    {
        var count = await tls.ReadAsync(_buffer.AsMemory(_end), cancellation);
        if (count > 0)
            return count;
        if (_tlsSocket.HasEnded)
            throw new InvalidDataException("FIN without close_notify");

        // FIN has to follow.
        Assert.Equal(0, await _tlsSocket.ReadAsync(new byte[1], cancellation));
        return 0;
    }

    private async Task AuthenticateAsync(SslProtocols protocols, CancellationToken cancellation)
    {
        _tlsSocket = new WatchedNetworkStream(_socket);
        _tls = new SslStream(_tlsSocket);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(TestCertificate.Root);
        await UnwrapAsync(async () =>
        {
            await _tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = TestCertificate.Host,
                    EnabledSslProtocols = protocols,
                    CertificateChainPolicy = policy,
                },
                cancellation);
            return 0;
        });
    }

    /// <summary>Streams wrap the exceptions of their socket.</summary>
    private static async Task<int> UnwrapAsync(Func<Task<int>> operation)
    {
        try
        {
            return await operation();
        }
        catch (Exception exception) when (exception.GetBaseException() is SocketException cause && exception != cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
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
