namespace AkkaChat.Server.Web;

/// <summary>
/// The byte stream below a WebSocket of .NET, which writes each frame at once. What comes behind a close frame is dropped (RFC 6455,
/// 5.5.1): a message that waits while ManagedWebSocket.ReceiveAsync closes, because the client has broken the protocol, is sent
/// behind it by .NET 10.
/// </summary>
internal sealed class FrameStream(Stream connection) : Stream
{
    /// <summary>First byte of a close frame: final, opcode 8.</summary>
    private new const byte Close = 0x88;

    private bool _hasClosed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    /// <summary>Frames come one after the other: .NET has a lock.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasClosed)
            return ValueTask.CompletedTask;

        _hasClosed = !buffer.IsEmpty && buffer.Span[0] == Close;
        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.Dispose();
        base.Dispose(disposing);
    }
}
