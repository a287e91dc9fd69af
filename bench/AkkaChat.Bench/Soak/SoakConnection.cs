using System.Net.Security;
using System.Net.Sockets;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Soak;

/// <summary>
/// A counted connection that sends bytes and receives lines, with a timeout for each operation, through the next of the server's
/// doors: nothing else in the soak knows which.
/// </summary>
internal sealed class SoakConnection : IDisposable
{
    /// <summary>Only a broken server needs that long; one that waits for slow consumers needs much of it.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(120);

    /// <summary>More than the longest message, however much longer sanitizing makes it.</summary>
    private const int LongestLine = 1024 * 1024;

    private readonly SoakContext _context;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private bool _isClosed;

    private SoakConnection(SoakContext context, Socket socket, Stream stream)
    {
        _context = context;
        _socket = socket;
        _stream = stream;
    }

    /// <summary>The beginning of a line has arrived, but not its end.</summary>
    public bool HasPartialLine => _end > _start;

    /// <param name="kind">What the connection is counted as.</param>
    /// <param name="receiveBuffer">Bytes that the kernel keeps for a client that does not read.</param>
    public static async Task<SoakConnection> ConnectAsync(SoakContext context, string kind, int? receiveBuffer = null)
    {
        var door = context.Server.NextDoor();
        // A Unix socket has no reset: its end is that of a half-close, and a partial line counts.
        while (door == BenchDoor.Unix && kind == ClientKinds.Resetter)
            door = context.Server.NextDoor();
        var address = context.Server.Address(door);
        var socket = BenchSocket.Create(address.AddressFamily);
        try
        {
            if (receiveBuffer is { } size)
                socket.ReceiveBufferSize = size;
            await socket.ConnectAsync(address).WaitAsync(OperationTimeout, context.Abort);
            Stream stream = new NetworkStream(socket);
            if (door == BenchDoor.Tls)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(BenchCertificate.ClientOptions).WaitAsync(OperationTimeout, context.Abort);
                stream = tls;
            }

            context.Tally.CountConnected(kind);
            return new SoakConnection(context, socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) =>
        _stream.WriteAsync(bytes).AsTask().WaitAsync(OperationTimeout, _context.Abort);

    /// <param name="line">Without its LF; valid until the next <see cref="ReceiveAsync"/>.</param>
    /// <returns>False if no complete line has arrived.</returns>
    public bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        line = length < 0 ? default : _buffer.AsSpan(_start, length);
        _start += length + 1;
        return length >= 0;
    }

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    public async Task<bool> ReceiveAsync()
    {
        var length = _end - _start;
        if (length > LongestLine)
            throw new InvalidDataException($"a line longer than {LongestLine} bytes");
        var target = length > _buffer.Length / 2 ? new byte[2 * _buffer.Length] : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, length);
        var reading = _stream.ReadAsync(_buffer.AsMemory(_end)).AsTask();
        var count = await reading.WaitAsync(OperationTimeout, _context.Abort);
        _end += count;
        return count > 0;
    }

    /// <summary>Receives and ignores everything up to the end of the stream.</summary>
    public async Task DrainAsync()
    {
        do
        {
            _start = _end;
        }
        while (await ReceiveAsync());
    }

    /// <summary>Sends FIN, behind close_notify of TLS; reading goes on.</summary>
    public async Task HalfCloseAsync()
    {
        if (_stream is SslStream tls)
            await tls.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _socket.Dispose();
        _stream.Dispose();
        _context.Tally.CountDisconnected();
    }
}
