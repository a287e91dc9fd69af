using System.Text;

namespace AkkaChat.Bench.WebSockets;

/// <summary>The opening handshake of a WebSocket's client (RFC 6455, 4).</summary>
internal static class WebSocketHandshake
{
    /// <summary>A longer response is none of a chat server.</summary>
    public const int MaxResponseLength = 1024;

    /// <summary>As a program sends it that is no page of a browser: without an origin.</summary>
    public static ReadOnlySpan<byte> Request =>
        "GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"u8
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8;

    /// <summary>The answer to that key (RFC 6455, 1.3).</summary>
    private static ReadOnlySpan<byte> Accept => "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"u8;

    /// <param name="response">All that has arrived.</param>
    /// <returns>False if the rest is still to come.</returns>
    /// <exception cref="IOException">It is another response, or something follows: the server does not speak before the client.</exception>
    public static bool IsComplete(ReadOnlySpan<byte> response)
    {
        var end = response.IndexOf("\r\n\r\n"u8);
        if (end < 0 && response.Length < MaxResponseLength)
            return false;

        return end + 4 == response.Length && response.StartsWith("HTTP/1.1 101 "u8) && response.IndexOf(Accept) > 0
            ? true
            : throw new IOException($"no WebSocket: '{Encoding.UTF8.GetString(response)}'");
    }
}
