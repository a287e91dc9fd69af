using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Soak;

/// <summary>A counted connection that sends bytes and receives lines, with a timeout for each operation.</summary>
internal sealed class SoakConnection : IDisposable
{
    /// <summary>Only a broken server needs that long; one that waits for slow consumers needs much of it.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(120);

    /// <summary>More than the longest message, however much longer sanitizing makes it.</summary>
    private const int LongestLine = 1024 * 1024;

    private readonly Connection _connection;
    private readonly Tally _tally;
    private readonly CancellationTokenRegistration _abort;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private int _isClosed;

    private SoakConnection(Connection connection, SoakContext context)
    {
        _connection = connection;
        _tally = context.Tally;
        _abort = context.Abort.Register(connection.Dispose);
    }

    /// <summary>The beginning of a line has arrived, but not its end.</summary>
    public bool HasPartialLine => _end > _start;

    /// <param name="kind">What the connection is counted as.</param>
    public static async Task<SoakConnection> ConnectAsync(SoakContext context, string kind, int? receiveBuffer = null)
    {
        var connection = await context.Connector.ConnectAsync(context.Abort, receiveBuffer);
        context.Tally.CountConnected(kind);
        return new SoakConnection(connection, context);
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) =>
        _connection.Stream.WriteAsync(bytes).AsTask().WaitAsync(OperationTimeout);

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
        var count = await _connection.Stream.ReadAsync(_buffer.AsMemory(_end)).AsTask().WaitAsync(OperationTimeout);
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

    public void HalfClose() => _connection.HalfClose();

    public void Reset()
    {
        _connection.Reset();
        Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _abort.Dispose();
        _connection.Dispose();
        _tally.CountDisconnected();
    }
}
