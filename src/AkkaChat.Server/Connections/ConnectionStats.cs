namespace AkkaChat.Server.Connections;

/// <summary>Counters of one connection. Written by its ConnectionActor alone; can be read from any thread.</summary>
internal sealed class ConnectionStats
{
    private long _linesIn;
    private long _linesOut;
    private long _bytesIn;
    private long _bytesOut;
    private long _pending;
    private long _lastMessage;

    /// <summary>Messages received from the client.</summary>
    public long LinesIn => Volatile.Read(ref _linesIn);

    /// <summary>Lines written to the socket, the server's own included.</summary>
    public long LinesOut => Volatile.Read(ref _linesOut);

    public long BytesIn => Volatile.Read(ref _bytesIn);

    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>Bytes in the send queue, as they count against <c>limits.max-pending</c>.</summary>
    public long Pending => Volatile.Read(ref _pending);

    /// <summary>When the last message came, or the connection began, by a monotonic clock.</summary>
    public TimeSpan LastMessage
    {
        get => new(Volatile.Read(ref _lastMessage));
        set => Volatile.Write(ref _lastMessage, value.Ticks);
    }

    public void AddReceivedLines(int lines) => Volatile.Write(ref _linesIn, _linesIn + lines);

    public void AddReceivedBytes(int bytes) => Volatile.Write(ref _bytesIn, _bytesIn + bytes);

    public void AddSent(int lines, int bytes)
    {
        Volatile.Write(ref _linesOut, _linesOut + lines);
        Volatile.Write(ref _bytesOut, _bytesOut + bytes);
    }

    public void SetPending(long pending) => Volatile.Write(ref _pending, pending);

    /// <summary>Adds to a sum that no other thread uses.</summary>
    public void Add(ConnectionStats other)
    {
        _linesIn += other.LinesIn;
        _linesOut += other.LinesOut;
        _bytesIn += other.BytesIn;
        _bytesOut += other.BytesOut;
        _pending += other.Pending;
    }
}
