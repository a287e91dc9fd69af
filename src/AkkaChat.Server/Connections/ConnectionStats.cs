namespace AkkaChat.Server.Connections;

/// <summary>
/// What has gone through one connection. Its ConnectionActor alone writes it; anybody may read a value at any time.
/// </summary>
internal sealed class ConnectionStats
{
    private long _linesIn;
    private long _linesOut;
    private long _bytesIn;
    private long _bytesOut;
    private long _pending;

    /// <summary>Messages that the client said.</summary>
    public long LinesIn => Volatile.Read(ref _linesIn);

    /// <summary>Lines that the socket has taken, those of the server included.</summary>
    public long LinesOut => Volatile.Read(ref _linesOut);

    /// <summary>Bytes read from the socket.</summary>
    public long BytesIn => Volatile.Read(ref _bytesIn);

    /// <summary>Bytes that the socket has taken.</summary>
    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>What the socket has not taken yet, as it counts against <c>limits.max-pending</c>.</summary>
    public long Pending => Volatile.Read(ref _pending);

    public void AddReceivedLines(int lines) => Volatile.Write(ref _linesIn, _linesIn + lines);

    public void AddReceivedBytes(int bytes) => Volatile.Write(ref _bytesIn, _bytesIn + bytes);

    public void AddSent(int lines, int bytes)
    {
        Volatile.Write(ref _linesOut, _linesOut + lines);
        Volatile.Write(ref _bytesOut, _bytesOut + bytes);
    }

    public void SetPending(long pending) => Volatile.Write(ref _pending, pending);

    /// <summary>Sums up, for whoever owns this one.</summary>
    public void Add(ConnectionStats other)
    {
        _linesIn += other.LinesIn;
        _linesOut += other.LinesOut;
        _bytesIn += other.BytesIn;
        _bytesOut += other.BytesOut;
        _pending += other.Pending;
    }
}
