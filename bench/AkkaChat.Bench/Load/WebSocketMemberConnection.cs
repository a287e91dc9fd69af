using System.Buffers;
using System.Net;
using System.Net.Sockets;
using AkkaChat.Bench.WebSockets;

namespace AkkaChat.Bench.Load;

/// <summary>A WebSocket over a connection that does not wait. What is sent at once is one message.</summary>
internal sealed class WebSocketMemberConnection(MemberConnection connection) : IMemberConnection
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly ServerFrameDecoder _decoder = new();
    private readonly ArrayBufferWriter<byte> _frames = new();

    /// <summary>Bytes of the frames that the connection has accepted.</summary>
    private int _sent;

    public Socket Socket => connection.Socket;

    private ReadOnlySpan<byte> Unsent => _frames.WrittenSpan[_sent..];

    public void Connect(EndPoint server)
    {
        connection.Connect(server);
        _frames.Write(WebSocketHandshake.Request);
        Flush();
        Span<byte> response = stackalloc byte[WebSocketHandshake.MaxResponseLength];
        for (var length = 0; !WebSocketHandshake.IsComplete(response[..length]);)
        {
            if (!Socket.Poll(HandshakeTimeout, SelectMode.SelectRead))
                throw new IOException("no answer to the handshake of the WebSocket");
            length += connection.Receive(response[length..]);
        }
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        Flush();
        if (!Unsent.IsEmpty)
            return 0;
        ClientFrame.Write(_frames, FrameOpcode.Text, bytes);
        Flush();
        return bytes.Length;
    }

    public int Receive(Span<byte> buffer)
    {
        var count = _decoder.Decode(buffer[..connection.Receive(buffer)]);
        if (_decoder.CloseStatus is { } status)
            throw new IOException($"closed with {status} {_decoder.CloseReason}");
        if (_decoder.Ping is { } ping)
        {
            _decoder.Ping = null;
            ClientFrame.Write(_frames, FrameOpcode.Pong, ping);
        }

        Flush();
        return count;
    }

    public void Dispose() => connection.Dispose();

    private void Flush()
    {
        while (!Unsent.IsEmpty && connection.Send(Unsent) is > 0 and var count)
            _sent += count;
        if (!Unsent.IsEmpty)
            return;
        _frames.ResetWrittenCount();
        _sent = 0;
    }
}
