using System.Net.WebSockets;
using Akka.IO;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Transports;

public sealed class WebSocketTransportTests
{
    /// <summary>The close frame waits for what the client does not read. Without a reset its socket would stay open.</summary>
    [Fact]
    public void A_client_that_breaks_the_rules_and_does_not_read_is_reset()
    {
        var resets = 0;
        using var stream = new StuckStream(WebSocketFrame.Of(WebSocketFrame.Binary, "x").Bytes());
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        using var transport = new WebSocketTransport(socket, stream, () => resets++, () => { });
        _ = transport.WriteAsync(ByteString.FromString("alice:hello\n")).AsTask();
        _ = transport.ReadAsync().AsTask();

        transport.Abort();

        Assert.True(stream.IsRead);
        Assert.Equal(1, resets);
    }

    /// <summary>Writing never completes.</summary>
    /// <param name="input">What can be read; nothing more follows.</param>
    private sealed class StuckStream(byte[] input) : DuplexStream
    {
        private readonly TaskCompletionSource<int> _never = new();
        private int _read;

        public bool IsRead => _read == input.Length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, input.Length - _read);
            if (count == 0 && !buffer.IsEmpty)
                return new(_never.Task);
            input.AsMemory(_read, count).CopyTo(buffer);
            _read += count;
            return new(count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(_never.Task);
    }
}
