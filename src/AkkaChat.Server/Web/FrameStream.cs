using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Web;

/// <summary>
/// The byte stream below a WebSocket of .NET, which writes each frame at once. What comes behind a close frame is dropped (RFC 6455,
/// 5.5.1): a message that waits while ManagedWebSocket.ReceiveAsync closes, because the client has broken the protocol, is sent
/// behind it by .NET 10. Not needed once its CloseOutputAsync and SendAsync exclude each other.
/// </summary>
internal sealed class FrameStream(Stream connection) : DuplexStream
{
    /// <summary>First byte of a close frame: final, opcode 8.</summary>
    private const byte CloseFrame = 0x88;

    private bool _hasClosed;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    /// <summary>Frames come one after the other: .NET has a lock.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasClosed)
            return ValueTask.CompletedTask;

        _hasClosed = !buffer.IsEmpty && buffer.Span[0] == CloseFrame;
        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.Dispose();
        base.Dispose(disposing);
    }
}
