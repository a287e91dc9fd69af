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
    public async Task Only_a_few_connections_are_accepted()
    {
        const string Request = "GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n";
        await using var server = await StartAsync();
        var held = new List<LineClient>();
        for (var i = 0; i < 32; i++)
        {
            held.Add(await LineClient.ConnectAsync(server.Health.Endpoint));
            await held[i].SendAsync(Request);
            Assert.Equal("HTTP/1.1 200 OK\r", await held[i].ReadLineAsync());
        }

        using var refused = await LineClient.ConnectAsync(server.Health.Endpoint);

        Assert.Empty(await refused.ReadUntilResetAsync());
        held.ForEach(client => client.Dispose());
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("health.listen", "localhost:0"), .. settings]);
}
