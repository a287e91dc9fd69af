using System.Net;
using System.Net.Http.Headers;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Answers of the web door other than WebSockets.</summary>
public sealed class WebHttpTests
{
    [Fact]
    public async Task The_page_is_sent_with_the_headers_that_protect_it()
    {
        await using var server = await StartAsync();
        var http = await server.WebAsync();

        using var page = await http.SendAsync(HttpMethod.Get, "/");
        using var head = await http.SendAsync(HttpMethod.Head, "/");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", $"{page.Content.Headers.ContentType}");
        Assert.StartsWith("<!doctype html>", await page.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("no-cache", $"{page.Headers.CacheControl}");
        Assert.Empty(page.Headers.Server);
        Assert.Equal(page.Headers.Select(header => header.Key).Order(), head.Headers.Select(header => header.Key).Order());
        Assert.Equal(page.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_page_that_the_browser_has_already_is_not_sent_again()
    {
        await using var server = await StartAsync();
        var http = await server.WebAsync();
        using var page = await http.SendAsync(HttpMethod.Get, "/");

        using var same = await http.SendAsync(HttpMethod.Get, "/", request => request.Headers.IfNoneMatch.Add(page.Headers.ETag!));
        using var other = await http.SendAsync(
            HttpMethod.Get, "/", request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\"")));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/healthz", 404)]
    [InlineData("GET", "/chat/", 404)]
    [InlineData("GET", "/Chat", 404)]
    [InlineData("GET", "/index.html", 404)]
    [InlineData("GET", "/favicon.ico", 404)]
    [InlineData("GET", "/chat", 426)]
    [InlineData("POST", "/chat", 426)]
    [InlineData("POST", "/", 405)]
    [InlineData("OPTIONS", "/", 405)]
    public async Task There_is_nothing_else(string method, string path, int status)
    {
        await using var server = await StartAsync();
        var http = await server.WebAsync();

        using var answer = await http.SendAsync(new HttpMethod(method), path);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_page_and_the_health_checks_do_not_reach_each_other()
    {
        await using var server = await StartAsync(("health.listen", "127.0.0.1:0"));

        Assert.Equal(404, (await server.Health.GetAsync("/")).Status);
        Assert.Equal(404, (await server.Health.GetAsync("/chat")).Status);
        Assert.Equal((200, "ok\n"), await server.Health.GetAsync("/readyz"));
        Assert.Equal(404, (await (await server.WebAsync()).GetAsync("/readyz")).Status);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost:")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso")]
    public async Task A_request_that_is_never_complete_is_ended_and_a_member_stays(string request)
    {
        await using var server = await StartAsync();
        var endpoint = await server.EndpointAsync(Door.Ws);
        using var alice = await LineClient.JoinAsync(endpoint, "alice", webSocket: true);
        using var slow = await LineClient.ConnectAsync(endpoint);
        await slow.SendAsync(request);

        Assert.StartsWith("HTTP/1.1 408 ", (await slow.ReadUntilResetAsync())[0], StringComparison.Ordinal);
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [Theory]
    [InlineData("GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", "426")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "426")]
    [InlineData("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "400")]
    [InlineData("alice\nhello\n", "400")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 4242 80\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "400")]
    public async Task A_wrong_request_is_answered_and_no_client_of_the_room(string request, params string[] statuses)
    {
        await using var server = await StartAsync();
        using var meter = new MeterReader(server.MeterFactory);
        using var client = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));

        await client.SendAsync(request);

        Assert.Contains((await client.ReadLineAsync())!.Split(' ')[1], statuses);
        Assert.Equal(0, meter["akkachat.connection.accepted{ws}"]);
    }

    [Fact]
    public async Task One_address_takes_a_part_of_the_places_only()
    {
        await using var server = await StartAsync();
        var endpoint = await server.EndpointAsync(Door.Ws);
        var idle = new List<LineClient>();
        for (var i = 0; i < WebAdmission.MaxPerAddress; i++)
            idle.Add(await LineClient.ConnectAsync(endpoint));
        using var refused = await LineClient.ConnectAsync(endpoint);
        Assert.Empty(await refused.ReadUntilResetAsync());

        using var other = await LineClient.JoinAsync(
            endpoint, "other", socket => socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0)), webSocket: true);

        // A member takes no place, and one that has gone leaves its own.
        idle.ForEach(client => client.Dispose());
        using var alice = await Eventually.SucceedsAsync(() => LineClient.JoinAsync(endpoint, "alice", webSocket: true), "alice joins");
        for (var i = 0; i < WebAdmission.MaxPerAddress; i++)
            Assert.Equal(200, (await (await server.WebAsync()).GetAsync("/")).Status);
    }

    [Fact]
    public async Task A_denied_address_gets_no_answer_and_is_counted()
    {
        await using var server = await StartAsync(("limits.denied-addresses", "127.0.0.0/8"));
        using var meter = new MeterReader(server.MeterFactory);
        using var denied = await LineClient.ConnectAsync(await server.EndpointAsync(Door.Ws));

        await Record.ExceptionAsync(() => denied.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        Assert.Empty(await denied.ReadUntilResetAsync());
        await Eventually.TrueAsync(() => meter["akkachat.connection.refused{banned,ws}"] == 1, "it is counted");
    }

    [Fact]
    public async Task A_long_request_is_refused()
    {
        await using var server = await StartAsync();
        var http = await server.WebAsync();

        using var longLine = await http.SendAsync(HttpMethod.Get, "/" + new string('x', 5000));
        using var longHeader = await http.SendAsync(
            HttpMethod.Get, "/", request => request.Headers.Add("Cookie", new string('x', 20_000)));

        Assert.Equal(HttpStatusCode.RequestUriTooLong, longLine.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, longHeader.StatusCode);
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("web.listen", "127.0.0.1:0"), .. settings]);
}
