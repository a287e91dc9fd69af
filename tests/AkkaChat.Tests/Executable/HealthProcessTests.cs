using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The health checks of the real executable.</summary>
public sealed class HealthProcessTests
{
    [Fact]
    public async Task Health_checks_are_answered_from_before_the_start_to_after_the_last_line()
    {
        using var server = await ServerProcess.StartListeningAsync(
            "--set", "health.listen=127.0.0.1:0", "--set", "shutdown.grace=1m", "--set", "limits.max-pending=64 MiB");
        var health = server.Health();
        Assert.Equal((200, "ok\n"), await health.GetAsync("/healthz"));
        Assert.Equal((200, "ok\n"), await health.GetAsync("/readyz"));
        using var slow = await server.ConnectAsync(LineClient.UseSmallBuffer);
        await slow.SendAsync("slow\n" + string.Concat(Enumerable.Repeat(new string('x', 8000) + "\n", 4000)));
        Assert.Equal("slow:", (await slow.ReadLineAsync())?[..5]);

        server.Terminate();
        await health.UntilAsync("/readyz", 503, "the server is shutting down\n");
        Assert.Equal((200, "ok\n"), await health.GetAsync("/healthz"));

        await slow.ReadToEndAsync();
        Assert.Equal(0, await server.ExitAsync());
        Assert.All(server.Output, line => Assert.Contains(" INF ", line, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_storm_of_connections_costs_a_few_log_lines()
    {
        using var server = await ServerProcess.StartListeningAsync(
            "--set", "health.listen=127.0.0.1:0", "--set", "log.level=debug");
        var port = server.Health().Endpoint;
        var clients = new List<LineClient>();
        for (var i = 0; i < 1000; i++)
            clients.Add(await LineClient.ConnectAsync(port));
        clients.ForEach(client => client.Dispose());

        await server.StopAsync();

        // The limit of Kestrel is a warning, which passes once in ten seconds.
        Assert.InRange(server.Output.Count, 4, 20);
        Assert.Contains(server.Output, line => line.Contains("maximum number of concurrent connections", StringComparison.Ordinal));
    }
}
