using System.Net.WebSockets;
using System.Text;

namespace AkkaChat.Tests.Support;

/// <summary>Opens a WebSocket over a stream, by a request of its own (RFC 6455, 4.1), so that the socket below stays in reach.</summary>
internal static class WebSocketUpgrade
{
    /// <param name="headers">Further lines of the request, each with its CR LF.</param>
    public static async Task<WebSocket> RequestAsync(Stream stream, CancellationToken cancellation, string headers = "")
    {
        await stream.WriteAsync(Request(headers).Bytes(), cancellation);
        var response = await ReadResponseAsync(stream, cancellation);
        Assert.StartsWith("HTTP/1.1 101 ", response, StringComparison.Ordinal);
        // Offered, and not to be accepted.
        Assert.DoesNotContain("Sec-WebSocket-Extensions", response, StringComparison.OrdinalIgnoreCase);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero });
    }

    public static string Request(string headers = "", string host = "localhost") => $"GET /chat HTTP/1.1\r\nHost: {host}\r\n"
        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + $"Sec-WebSocket-Extensions: permessage-deflate\r\n{headers}\r\n";

    /// <summary>The head of the response, and no byte of what follows it.</summary>
    private static async Task<string> ReadResponseAsync(Stream stream, CancellationToken cancellation)
    {
        var response = new StringBuilder();
        var one = new byte[1];
        while (!response.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellation);
            response.Append((char)one[0]);
        }

        return $"{response}";
    }
}
