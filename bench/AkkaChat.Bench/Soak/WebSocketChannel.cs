using System.Buffers;
using System.Net.Sockets;
using AkkaChat.Bench.WebSockets;

namespace AkkaChat.Bench.Soak;

/// <summary>
/// The channel of a WebSocket. A message ends with the write that ends a line, so the beginning of a line is a fragment. Some writes
/// are cut into two frames, with a ping between them.
/// </summary>
internal sealed class WebSocketChannel(Socket socket, Stream stream) : SoakChannel(socket, stream)
{
    public const int NormalClosure = 1000;
    public const int PolicyViolation = 1008;

    /// <summary>One of this many writes is cut.</summary>
    private const int CutStride = 4;

    private readonly ServerFrameDecoder _decoder = new();

    /// <summary>Control frames are sent while a write of the client may be in progress.</summary>
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _writes;
    private bool _isInMessage;

    /// <summary>A close frame was sent, or is about to be.</summary>
    private int _isClosing;

    public override int? CloseStatus => _decoder.CloseStatus;

    public override async Task OpenAsync()
    {
        await SendAsync(WebSocketHandshake.Request.ToArray());
        var response = new byte[WebSocketHandshake.MaxResponseLength];
        for (var length = 0; !WebSocketHandshake.IsComplete(response.AsSpan(0, length));)
        {
            var count = await base.ReadAsync(response.AsMemory(length));
            length += count > 0 ? count : throw new IOException("end of stream in the handshake of the WebSocket");
        }
    }

    /// <summary>The stream ends behind a close frame, when the server has closed the connection below.</summary>
    public override async Task<int> ReadAsync(Memory<byte> buffer)
    {
        while (await base.ReadAsync(buffer) is > 0 and var received)
        {
            var count = _decoder.Decode(buffer.Span[..received]);
            if (_decoder.Ping is { } ping)
            {
                _decoder.Ping = null;
                _ = AnswerAsync(target => ClientFrame.Write(target, FrameOpcode.Pong, ping));
            }

            if (_decoder.CloseStatus is { } status && Interlocked.Exchange(ref _isClosing, 1) == 0)
                _ = AnswerAsync(target => ClientFrame.WriteClose(target, status));
            if (count > 0)
                return count;
        }

        return _decoder.CloseStatus is null ? throw new IOException("end of stream without a close frame") : 0;
    }

    public override Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var frames = new ArrayBufferWriter<byte>();
        if (++_writes % CutStride == 0)
        {
            Write(frames, bytes.Span[..(bytes.Length / 2)], isFinal: false);
            ClientFrame.Write(frames, FrameOpcode.Ping, "between"u8);
            bytes = bytes[(bytes.Length / 2)..];
        }

        Write(frames, bytes.Span, isFinal: bytes.Span.EndsWith("\n"u8));
        return SendAsync(frames.WrittenMemory);
    }

    public override Task WriteUnframedAsync(ReadOnlyMemory<byte> bytes) => SendAsync(bytes);

    /// <summary>Ends the message, if one has begun, and sends a close frame; reading goes on.</summary>
    public override async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
            return;
        var frames = new ArrayBufferWriter<byte>();
        if (_isInMessage)
            Write(frames, default, isFinal: true);
        ClientFrame.WriteClose(frames, NormalClosure);
        await SendAsync(frames.WrittenMemory);
    }

    private void Write(ArrayBufferWriter<byte> frames, ReadOnlySpan<byte> payload, bool isFinal)
    {
        ClientFrame.Write(frames, _isInMessage ? FrameOpcode.Continuation : FrameOpcode.Text, payload, isFinal);
        _isInMessage = !isFinal;
    }

    /// <summary>Not awaited by the reader: a server that waits for slow readers may not take it until the client has read.</summary>
    private async Task AnswerAsync(Action<ArrayBufferWriter<byte>> write)
    {
        var frames = new ArrayBufferWriter<byte>();
        write(frames);
        try
        {
            await SendAsync(frames.WrittenMemory);
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            // The next read fails too.
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frames)
    {
        await _sending.WaitAsync();
        try
        {
            await base.WriteAsync(frames);
        }
        finally
        {
            _sending.Release();
        }
    }
}
