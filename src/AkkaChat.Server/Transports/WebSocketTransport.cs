using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// A WebSocket after its opening handshake. Each message of the client is one line or several: LF is added unless it ends with one.
/// What is written at once is one message. Only text messages of up to <see cref="MaxMessageLength"/> are taken; .NET itself
/// refuses broken frames and invalid UTF-8.
/// </summary>
/// <param name="reset">Resets the connection below.</param>
internal sealed class WebSocketTransport(WebSocket socket, Action reset) : BufferedTransport(writeSize: int.MaxValue)
{
    /// <summary>In bytes.</summary>
    public const int MaxMessageLength = 1024 * 1024;

    /// <summary>For a client that has broken the rules to answer the close frame that says so.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes of the message that is being received.</summary>
    private int _messageLength;
    private bool _endsWithLF;

    /// <summary>A message has ended without LF.</summary>
    private bool _isLFDue;
    private bool _hasPeerClosed;

    /// <summary>The client has broken the rules: it is sent nothing more.</summary>
    private volatile bool _hasFailed;

    /// <summary>Completes when the connection is of no more use.</summary>
    public Task Ended => _ended.Task;

    public override ValueTask HandshakeAsync() => ValueTask.CompletedTask;

    /// <summary>Sends the close frame.</summary>
    public override ValueTask ShutdownAsync(CloseReason reason) =>
        new(socket.CloseOutputAsync(WebSocketCloseStatuses.Of(reason), reason.Tag, CancellationToken.None));

    public override void Abort()
    {
        reset();
        Dispose();
    }

    public override void Dispose()
    {
        socket.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>
    /// An empty buffer waits for the next bytes. The WebSocket then takes an empty message, the empty end of a message and a close frame,
    /// which come back from the next call.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var count = 0;
        while (count == 0 && !_isLFDue && !_hasPeerClosed)
        {
            // One byte is left for LF.
            var received = await socket.ReceiveAsync(buffer.IsEmpty ? buffer : buffer[..^1], CancellationToken.None);
            count = received.Count;
            _hasPeerClosed = received.MessageType == WebSocketMessageType.Close;
            Add(buffer.Span[..count]);
            // What comes behind our close frame is discarded.
            if (socket.State == WebSocketState.Open)
                await CheckAsync(received.MessageType);
            if (received is { MessageType: WebSocketMessageType.Text, EndOfMessage: true })
                EndMessage();
            if (buffer.IsEmpty)
                return 0;
        }

        if (_isLFDue && !buffer.IsEmpty)
        {
            buffer.Span[count++] = (byte)'\n';
            _isLFDue = false;
        }

        return count;
    }

    protected override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _hasFailed
        ? ValueTask.CompletedTask
        : socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _messageLength += bytes.Length;
        if (!bytes.IsEmpty)
            _endsWithLF = bytes[^1] == '\n';
    }

    private void EndMessage()
    {
        _isLFDue = !_endsWithLF;
        _messageLength = 0;
        _endsWithLF = false;
    }

    private async ValueTask CheckAsync(WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Binary)
            await FailAsync(WebSocketCloseStatus.InvalidMessageType, "binary");
        if (_messageLength > MaxMessageLength)
            await FailAsync(WebSocketCloseStatus.MessageTooBig, "too-big");
    }

    /// <summary>
    /// Fails the connection as RFC 6455, 7.1.7 has it: sends a close frame, and discards what still comes before the client's
    /// answer, since closing a socket with unread bytes resets it and may drop the close frame.
    /// </summary>
    private async ValueTask FailAsync(WebSocketCloseStatus status, string reason)
    {
        _hasFailed = true;
        using var timeout = new CancellationTokenSource(CloseTimeout);
        await socket.CloseOutputAsync(status, reason, timeout.Token);
        var discarded = new byte[4096];
        while ((await socket.ReceiveAsync(discarded.AsMemory(), timeout.Token)).MessageType != WebSocketMessageType.Close)
        {
            // Until it is the answer.
        }

        throw new WebSocketException(WebSocketError.InvalidMessageType, reason);
    }
}
