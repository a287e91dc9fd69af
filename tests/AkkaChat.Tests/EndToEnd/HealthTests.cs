using System.Net;
using Akka.Actor;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>The health checks over HTTP.</summary>
public sealed class HealthTests
{
    private const string Alive = "/healthz";
    private const string Ready = "/readyz";

    [Theory]
    [InlineData(Alive)]
    [InlineData(Ready)]
    public async Task A_started_server_is_alive_and_ready(string path)
    {
        await using var server = await StartAsync();

        Assert.Equal((200, "ok\n"), await server.Health.GetAsync(path));
    }

    [Fact]
    public async Task A_server_that_delivers_its_last_lines_is_alive_but_not_ready()
    {
        const int Lines = 4000;
        var line = new string('x', 8000);
        await using var server = await StartAsync(
            ("shutdown.grace", "1m"), ("limits.max-pending", "64 MiB"));
        using var slow = await LineClient.ConnectAsync(server.Endpoint, LineClient.UseSmallBuffer);
        await slow.SendAsync("slow\nready\n");
        Assert.Equal("slow:ready", await slow.ReadLineAsync());
        using var alice = await server.JoinAsync("alice");
        await alice.SendAsync(string.Concat(Enumerable.Repeat(line + "\n", Lines)));
        await alice.SkipLinesAsync(Lines);

        var stopped = server.StopAsync();

        Assert.Equal((503, "the server is shutting down\n"), await server.Health.GetAsync(Ready));
        Assert.Equal("", await alice.ReadToEndAsync());
        Assert.Equal((503, "the server is shutting down\n"), await server.Health.GetAsync(Ready));
        Assert.Equal((200, "ok\n"), await server.Health.GetAsync(Alive));
        Assert.False(stopped.IsCompleted);

        Assert.Equal("alice:alice is here", await slow.ReadLineAsync());
        Assert.All(await slow.ReadSlowlyAsync(Lines), received => Assert.Equal("alice:" + line, received));
        Assert.Null(await slow.ReadLineAsync());
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Health.GetAsync(Alive));
    }

    [Fact]
    public async Task A_server_whose_room_does_not_answer_is_neither_alive_nor_ready()
    {
        await using var server = await StartAsync();
        var room = (IInternalActorRef)Assert.Single(await server.FindAsync("/user/room"));

        room.Suspend();
        var answers = await Task.WhenAll(server.Health.GetAsync(Alive), server.Health.GetAsync(Ready));
        Assert.All(answers, answer => Assert.Equal((503, "the room does not answer\n"), answer));

        room.Resume();
        Assert.Equal((200, "ok\n"), await server.Health.GetAsync(Alive));
    }

    [Fact]
    public async Task A_server_without_its_room_is_not_alive()
    {
        await using var server = await StartAsync(("akka.loglevel", "OFF"));

        Assert.Single(await server.FindAsync("/user/room")).Tell(Kill.Instance);

        await server.Health.UntilAsync(Alive, 503, "the room is gone\n");
    }

    [Fact]
    public async Task A_server_that_has_bound_its_port_again_is_ready_again()
    {
        await using var server = await StartAsync(("akka.loglevel", "OFF"));
        using var alice = await server.JoinAsync("alice");

        Assert.Single(await server.FindAsync("/system/IO-TCP/*")).Tell(Kill.Instance);
        await alice.ReadUntilResetAsync();

        await server.Health.UntilAsync(Ready, 200, "ok\n");
        using var bob = await server.JoinAsync("bob");
    }

    [Fact]
    public async Task Other_paths_and_methods_are_refused()
    {
        await using var server = await StartAsync();

        using var posted = await server.Health.SendAsync(HttpMethod.Post, Alive);
        using var head = await server.Health.SendAsync(HttpMethod.Head, Alive);

        Assert.All(
            await Task.WhenAll(server.Health.GetAsync("/"), server.Health.GetAsync("/healthz/room")),
            answer => Assert.Equal((404, ""), answer));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(head.Headers.Server);
    }

    [Fact]
    public async Task A_long_request_is_refused()
    {
        await using var server = await StartAsync();

        using var longLine = await server.Health.SendAsync(HttpMethod.Get, "/" + new string('x', 2000));

        Assert.Equal(HttpStatusCode.RequestUriTooLong, longLine.StatusCode);
    }

    [Fact]
    public async Task Only_a_few_connections_are_accepted_and_idle_ones_keep_probes_out_for_a_short_time()
    {
        await using var server = await StartAsync();
        var idle = await ConnectAllAsync(server, "");

        using var refused = await LineClient.ConnectAsync(server.Health.Endpoint);
        Assert.Empty(await refused.ReadUntilResetAsync());

        // Kestrel's own defaults are 130 and 30 s.
        await Eventually.SucceedsAsync(() => server.Health.GetAsync(Alive), "a probe is answered", TimeSpan.FromSeconds(25));
        foreach (var client in idle)
            Assert.Empty(await client.ReadUntilResetAsync());
        idle.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_request_that_is_never_complete_is_ended()
    {
        await using var server = await StartAsync();
        var slow = await ConnectAllAsync(server, "GET /healthz HTTP/1.1\r\nHost:");

        foreach (var client in slow)
            Assert.StartsWith("HTTP/1.1 408 ", (await client.ReadUntilResetAsync())[0], StringComparison.Ordinal);
        Assert.Equal((200, "ok\n"), await server.Health.GetAsync(Alive));
        slow.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("/healthz", "HTTP/1.1 200 OK")]
    [InlineData("/nowhere", "HTTP/1.1 404 Not Found")]
    public async Task A_connection_is_closed_after_its_response(string path, string status)
    {
        await using var server = await StartAsync();
        using var client = await LineClient.ConnectAsync(server.Health.Endpoint);

        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: chat\r\n\r\n");

        var response = await client.ReadToEndAsync();
        Assert.StartsWith(status, response, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", response, StringComparison.Ordinal);
    }

    /// <summary>As many connections as are accepted.</summary>
    private static async Task<List<LineClient>> ConnectAllAsync(RunningServer server, string text)
    {
        var clients = new List<LineClient>();
        for (var i = 0; i < 32; i++)
        {
            clients.Add(await LineClient.ConnectAsync(server.Health.Endpoint));
            await clients[i].SendAsync(text);
        }

        return clients;
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("health.listen", "localhost:0"), .. settings]);
}
