using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Transports;

/// <summary>
/// A WebSocket after its opening handshake. Each message of the client is one line or several: LF is added unless it ends with one.
/// Each write is one message. Only text messages of up to <see cref="MaxMessageLength"/> are taken; .NET itself
/// refuses broken frames and invalid UTF-8.
/// </summary>
/// <param name="connection">The byte stream below.</param>
/// <param name="reset">Resets it.</param>
/// <param name="admitted">Is called when the chat counts the connection.</param>
internal sealed class WebSocketTransport(WebSocket socket, Stream connection, Action reset, Action admitted)
    : BufferedTransport(writeSize: int.MaxValue)
{
    /// <summary>In bytes.</summary>
    public const int MaxMessageLength = 1024 * 1024;

    /// <summary>A client that has broken the rules and sends nothing for this long has nothing in flight to us.</summary>
    private static readonly TimeSpan DiscardQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Maximum time that it may go on sending.</summary>
    private static readonly TimeSpan DiscardLimit = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes of the message that is being received.</summary>
    private int _messageLength;
    private bool _endsWithLF;

    /// <summary>A message has ended without LF.</summary>
    private bool _isLFDue;
    private bool _hasPeerClosed;

    /// <summary>The client has broken the rules: it is sent nothing more behind the close frame that says so.</summary>
    private volatile bool _hasFailed;

    /// <summary>The kernel, or Kestrel's queue, has that close frame.</summary>
    private volatile bool _hasSentFailure;

    /// <summary>Completes when the connection is of no more use.</summary>
    public Task Ended => _ended.Task;

    public override ValueTask HandshakeAsync()
    {
        admitted();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends the close frame.</summary>
    public override ValueTask ShutdownAsync(CloseReason reason) =>
        new(socket.CloseOutputAsync(WebSocketCloseStatuses.Of(reason), reason.Tag, CancellationToken.None));

    /// <summary>Without a reset if that could overtake the close frame of a failure.</summary>
    public override void Abort()
    {
        if (!_hasSentFailure)
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
            var received = await TakeAsync(buffer.IsEmpty ? buffer : buffer[..^1]);
            count = received.Count;
            _hasPeerClosed = received.MessageType == WebSocketMessageType.Close;
            Add(buffer.Span[..count]);
            // Frames behind our close frame are discarded.
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ValueWebSocketReceiveResult> TakeAsync(Memory<byte> buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, CancellationToken.None);
        }
        catch (WebSocketException exception) when (exception.WebSocketErrorCode != WebSocketError.ConnectionClosedPrematurely)
        {
            // Broken frames or invalid UTF-8: .NET has sent the close frame.
            _hasFailed = _hasSentFailure = true;
            await DiscardAsync();
            throw;
        }
    }

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

    /// <summary>Fails the connection as RFC 6455, 7.1.7 has it.</summary>
    private async ValueTask FailAsync(WebSocketCloseStatus status, string reason)
    {
        _hasFailed = true;
        // Waits for a write in progress, for ever if the client does not read.
        await socket.CloseOutputAsync(status, reason, CancellationToken.None);
        _hasSentFailure = true;
        await DiscardAsync();
        throw new WebSocketException(WebSocketError.InvalidMessageType, reason);
    }

    /// <summary>
    /// Reads what the client still sends behind our close frame: closing a socket with unread bytes resets the connection, and the
    /// close frame may be lost.
    /// </summary>
    private async ValueTask DiscardAsync()
    {
        using var limit = new CancellationTokenSource(DiscardLimit);
        var discarded = new byte[4096];
        try
        {
            int count;
            do
            {
                using var quiet = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
                quiet.CancelAfter(DiscardQuiet);
                count = await connection.ReadAsync(discarded, quiet.Token);
            }
            while (count > 0);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // It is quiet, out of time, or gone.
        }
    }
}
