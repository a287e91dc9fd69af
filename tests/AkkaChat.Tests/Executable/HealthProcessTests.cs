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
}
