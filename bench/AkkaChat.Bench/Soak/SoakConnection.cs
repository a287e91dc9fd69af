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
    private readonly SoakChannel _channel;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private bool _isClosed;

    private SoakConnection(SoakContext context, SoakChannel channel)
    {
        _context = context;
        _channel = channel;
    }

    /// <summary>The beginning of a line has arrived, but not its end.</summary>
    public bool HasPartialLine => _end > _start;

    /// <summary>The server disconnects a client that sends invalid UTF-8.</summary>
    public bool IsTextOnly => _channel is WebSocketChannel;

    /// <inheritdoc cref="SoakChannel.CloseStatus"/>
    public int? CloseStatus => _channel.CloseStatus;

    /// <param name="kind">What the connection is counted as.</param>
    /// <param name="receiveBuffer">Bytes that the kernel keeps for a client that does not read.</param>
    public static async Task<SoakConnection> ConnectAsync(SoakContext context, string kind, int? receiveBuffer = null)
    {
        var door = context.Server.NextDoor();
        // A Unix socket has no reset: its end is that of a half-close, and a partial line counts.
        while (door == BenchDoor.Unix && kind == ClientKinds.Resetter)
            door = context.Server.NextDoor();
        var address = context.Server.NextAddress(door);
        var socket = BenchSocket.Create(address.AddressFamily);
        try
        {
            if (receiveBuffer is { } size)
                socket.ReceiveBufferSize = size;
            await socket.ConnectAsync(address).WaitAsync(OperationTimeout, context.Abort);
            Stream stream = new NetworkStream(socket);
            if (door is BenchDoor.Tls or BenchDoor.Wss)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsClientAsync(BenchCertificate.ClientOptions).WaitAsync(OperationTimeout, context.Abort);
                stream = tls;
            }

            var channel = door is BenchDoor.Ws or BenchDoor.Wss
                ? new WebSocketChannel(socket, stream)
                : new SoakChannel(socket, stream);
            await channel.OpenAsync().WaitAsync(OperationTimeout, context.Abort);
            context.Tally.CountConnected(kind);
            return new SoakConnection(context, channel);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _channel.WriteAsync(bytes).WaitAsync(OperationTimeout, _context.Abort);

    /// <inheritdoc cref="SoakChannel.WriteUnframedAsync"/>
    public Task SendUnframedAsync(ReadOnlyMemory<byte> bytes) =>
        _channel.WriteUnframedAsync(bytes).WaitAsync(OperationTimeout, _context.Abort);

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
        try
        {
            var count = await _channel.ReadAsync(_buffer.AsMemory(_end)).WaitAsync(OperationTimeout, _context.Abort);
            _end += count;
            return count > 0;
        }
        catch (FaultException fault)
        {
            _context.Tally.Report(Fault.Malformed, fault.Message);
            throw new InvalidDataException(fault.Message);
        }
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

    /// <summary>Ends the client's side in order: with FIN, or the close frame of a WebSocket. Reading goes on.</summary>
    public Task HalfCloseAsync() => _channel.EndAsync();

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        _channel.Reset();
        Dispose();
    }

    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _channel.Dispose();
        _context.Tally.CountDisconnected();
    }
}
