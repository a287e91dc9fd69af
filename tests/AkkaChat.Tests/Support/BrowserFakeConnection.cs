using System.Threading.Channels;
using Microsoft.Playwright;

namespace AkkaChat.Tests.Support;

/// <summary>The server's side of a WebSocket of a <see cref="BrowserFakeRoom"/>.</summary>
internal sealed class BrowserFakeConnection
{
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly IWebSocketRoute _socket;

    public BrowserFakeConnection(IWebSocketRoute socket)
    {
        _socket = socket;
        socket.OnMessage(frame => _messages.Writer.TryWrite(frame.Text!));
    }

    public string Url => _socket.Url;

    /// <summary>The first message.</summary>
    public string Hello { get; set; } = "";

    /// <param name="text">Whole lines, each with its LF.</param>
    public void Send(string text) => _socket.Send(text);

    public async Task<string> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        return await _messages.Reader.ReadAsync(timeout.Token);
    }

    public Task CloseAsync(int code, string reason) => _socket.CloseAsync(new() { Code = code, Reason = reason });
}
