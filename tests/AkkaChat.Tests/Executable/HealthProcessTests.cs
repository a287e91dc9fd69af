using System.Net;
using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The health checks of the real executable.</summary>
public sealed class HealthProcessTests
{
    [Fact]
    public async Task Health_checks_are_answered_from_before_the_start_to_after_the_last_line()
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync(
            "--set", "health.listen=127.0.0.1:0", "--set", "shutdown.grace=1m", "--set", "limits.max-pending=64 MiB");
        using (server)
        {
            var health = server.Health();
            Assert.Equal((200, "ok\n"), await health.GetAsync("/healthz"));
            Assert.Equal((200, "ok\n"), await health.GetAsync("/readyz"));
            using var slow = await LineClient.ConnectAsync(endpoint, LineClient.UseSmallBuffer);
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

    [Fact]
    public async Task A_storm_of_connections_costs_a_few_log_lines()
    {
        var (server, _) = await ServerProcess.StartListeningAsync("--set", "health.listen=127.0.0.1:0", "--set", "log.level=debug");
        using (server)
        {
            var port = server.Health().Endpoint;
            var clients = new List<LineClient>();
            for (var i = 0; i < 1000; i++)
                clients.Add(await LineClient.ConnectAsync(port));
            clients.ForEach(client => client.Dispose());

            server.Terminate();
            Assert.Equal(0, await server.ExitAsync());
            // The limit of Kestrel is a warning, which passes once in ten seconds.
            Assert.InRange(server.Output.Count, 4, 20);
            Assert.Contains(server.Output, line => line.Contains("maximum number of concurrent connections", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_taken_port_is_one_line_that_names_it()
    {
        using var holder = new TcpListener(IPAddress.IPv6Loopback, 0);
        holder.Start();
        var taken = (IPEndPoint)holder.LocalEndpoint;

        using var server = ServerProcess.Start("--port", "0", "--set", $"health.listen=[::1]:{taken.Port}");

        Assert.Equal(3, await server.ExitAsync());
        Assert.Equal($"cannot listen on [::1]:{taken.Port}: Address already in use", Assert.Single(server.Errors));
        Assert.Empty(server.Output);
    }
}
