using System.Threading.Channels;
using AkkaChat.Server.Web;

namespace AkkaChat.Tests.Support;

/// <summary>Serves the page to one tab in place of a server, and lets the test decide what its WebSockets receive.</summary>
internal sealed class BrowserFakeRoom
{
    private readonly Channel<BrowserFakeConnection> _connections = Channel.CreateUnbounded<BrowserFakeConnection>();
    private int _attempts;

    /// <summary>Connections that the page has opened.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <param name="address">Of the page; nothing has to listen there.</param>
    public static async Task<BrowserFakeRoom> OpenAsync(
        BrowserTab tab, PageSettings settings, string address = "http://chat.example.org/")
    {
        var room = new BrowserFakeRoom();
        var chatPage = new ChatPage(settings);
        await tab.Page.RouteAsync("**/*", route => route.FulfillAsync(new()
        {
            ContentType = "text/html; charset=utf-8",
            BodyBytes = chatPage.Html.ToArray(),
            Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = chatPage.ContentSecurityPolicy },
        }));
        await tab.Page.RouteWebSocketAsync("**/chat", socket =>
        {
            Interlocked.Increment(ref room._attempts);
            room._connections.Writer.TryWrite(new BrowserFakeConnection(socket));
        });
        await tab.Page.GotoAsync(address);
        return room;
    }

    /// <summary>The next connection, after its first message.</summary>
    public async Task<BrowserFakeConnection> AcceptAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        var connection = await _connections.Reader.ReadAsync(timeout.Token);
        connection.Hello = await connection.ReadAsync();
        return connection;
    }

    /// <summary>Refuses the next connection with a line of the server.</summary>
    public async Task RefuseAsync(string words, int code, string reason)
    {
        var connection = await AcceptAsync();
        connection.Send($"server:{words}\n");
        await connection.CloseAsync(code, reason);
    }
}
