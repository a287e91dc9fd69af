using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>File descriptors: they are not leaked, and running out of them does not end the server.</summary>
public sealed class DescriptorTests
{
    private const int Minimum = FileDescriptorLimit.Minimum;

    /// <summary>The runtime aborts the process when it needs a descriptor for a new thread and gets none.</summary>
    [Fact]
    public async Task A_server_with_the_minimum_survives_a_flood_serves_its_members_and_admits_new_ones_later()
    {
        using var server = StartWithLimit(Minimum, Minimum, "--set", "health.listen=127.0.0.1:0");
        await server.ListeningAsync();
        using var alice = await server.JoinAsync("alice");
        var crowd = new ConcurrentBag<LineClient>();
        await Parallel.ForAsync(
            0, 2 * Minimum, new ParallelOptions { MaxDegreeOfParallelism = 500 }, async (_, _) => await TryConnectAsync(crowd, server));

        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
        Assert.Equal((200, "ok\n"), await server.Health().GetAsync("/healthz"));

        foreach (var client in crowd)
            client.Dispose();
        using var newcomer = await LineClient.JoinEventuallyAsync(server.Endpoint, "newcomer");
        await server.StopAsync();
        Assert.Contains(server.Output, line => line.Contains($"The limit of {Minimum} open files allows", StringComparison.Ordinal));
        // If an accept ran out of descriptors, Akka.IO warned of it, and the log passed that on once in ten seconds.
        Assert.InRange(server.Output.Count(line => line.Contains("TooManyOpenSockets", StringComparison.Ordinal)), 0, 12);
    }

    /// <summary>Neither by those that become WebSockets nor by those that do not.</summary>
    [Fact]
    public async Task A_flood_of_the_web_door_does_not_use_up_the_descriptors_of_the_chat()
    {
        using var server = StartWithLimit(Minimum, Minimum, "--set", "web.listen=127.0.0.1:0", "--set", $"listen.backlog={2 * Minimum}");
        await server.ListeningAsync();
        using var alice = await server.JoinAsync("alice");
        var crowd = new ConcurrentBag<LineClient>();

        var most = await FloodAsync(
            server, crowd, await server.EndpointAsync("ws"), 2 * Minimum, i => i % 2 == 0 ? "GET / HT" : WebSocketUpgrade.Request());

        Assert.InRange(most, 0, Minimum - 100);
        Assert.DoesNotContain(server.Output, line => line.Contains("Accepting clients fails", StringComparison.Ordinal));
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
        foreach (var client in crowd)
            client.Dispose();
        using var newcomer = await LineClient.JoinEventuallyAsync(server.Endpoint, "newcomer");
    }

    [Fact]
    public async Task A_flood_of_the_health_checks_does_not_use_up_the_descriptors_of_the_chat()
    {
        // Kestrel's backlog.
        const int Clients = 512;
        using var server = StartWithLimit(Minimum, Minimum, "--set", "health.listen=127.0.0.1:0");
        await server.ListeningAsync();
        var (health, before) = (server.Health(), server.Descriptors());
        var crowd = new ConcurrentBag<LineClient>();

        var most = await FloodAsync(server, crowd, health.Endpoint, Clients, _ => "GET / HT");

        Assert.InRange(most, before, before + 100);
        foreach (var client in crowd)
            client.Dispose();
        await health.UntilAsync("/healthz", 200, "ok\n");
    }

    /// <summary>With less than about 40 the .NET runtime itself does not start.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(256)]
    [InlineData(Minimum - 1)]
    [InlineData(50, "--check-config")]
    public async Task A_limit_below_the_minimum_is_one_line_and_nothing_is_started(int limit, params string[] arguments)
    {
        using var server = StartWithLimit(limit, limit, arguments);

        Assert.Equal(
            [$"the limit of {limit} open files (ulimit -n) is too low: at least {Minimum} are needed"],
            await server.RefusalAsync(2));
    }

    [Fact]
    public async Task The_soft_limit_of_a_shell_is_raised_to_the_hard_one()
    {
        using var server = StartWithLimit(300, 2000, "--set", "limits.max-connections=600");
        await server.ListeningAsync();
        var crowd = new List<LineClient>();
        for (var i = 0; i < 600; i++)
            crowd.Add(await server.ConnectAsync());

        await crowd[^1].SendAsync("last\nhello\n");
        Assert.Equal("last:hello", await crowd[^1].ReadLineAsync());
        using var rejected = await server.ConnectAsync();
        Assert.Equal("server:the room is full\n", await rejected.ReadToEndAsync());
        Assert.All(server.Output, line => Assert.DoesNotContain("open files", line, StringComparison.Ordinal));
        crowd.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_limit_too_low_for_max_connections_is_logged_with_the_number_it_allows_and_the_limit_required()
    {
        using var server = StartWithLimit(1500, 1500, "--set", "limits.max-connections=5000");
        await server.ListeningAsync();

        var warning = Regex.Match(server.Output.First(), @"WRN The limit of 1500 open files allows (\d+) connections, not 5000 \(limits\.max-connections\): at least (\d+) are needed$");
        var inUse = 1500 - (2 * int.Parse(warning.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(inUse, 50, 400);
        Assert.InRange(int.Parse(warning.Groups[2].Value, CultureInfo.InvariantCulture), 5000 + 1024 + 50, 5000 + 1024 + 400);
    }

    [Fact]
    public async Task Five_thousand_clients_leave_no_descriptor_open()
    {
        // Descriptors of the runtime itself vary a little; a leak in one of the five ways to come and go is a thousand.
        const int Tolerance = 50;
        using var server = await ServerProcess.StartListeningAsync();
        await ComeAndGoAsync(server, 200);
        var before = server.Descriptors();

        await ComeAndGoAsync(server, 5000);

        await Eventually.TrueAsync(() => server.Descriptors() < before + Tolerance, $"no more than about {before} descriptors are open");
    }

    private static ServerProcess StartWithLimit(int soft, int hard, params string[] arguments) =>
        ServerProcess.StartWithDescriptorLimit(soft, hard, ["--host", "127.0.0.1", "--port", "0", .. arguments]);

    /// <summary>Connects while the server stands still, so that it finds all clients in its backlog at once.</summary>
    /// <returns>The most descriptors that it has open when it goes on.</returns>
    private static async Task<int> FloodAsync(
        ServerProcess server, ConcurrentBag<LineClient> crowd, IPEndPoint endpoint, int clients, Func<int, string> firstBytes)
    {
        server.Freeze();
        await Parallel.ForAsync(0, clients, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (i, _) =>
        {
            var client = await LineClient.ConnectAsync(endpoint);
            crowd.Add(client);
            await client.SendAsync(firstBytes(i));
        });
        server.Thaw();
        return Enumerable.Range(0, 200).Max(_ => server.Descriptors());
    }

    /// <summary>In every way to come and go, a few at a time.</summary>
    private static async Task ComeAndGoAsync(ServerProcess server, int count)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var client = await server.ConnectAsync();
            switch (i % 5)
            {
                case 0:
                    break;
                case 1:
                    await client.SendAsync("half a na");
                    client.Reset();
                    break;
                case 2:
                    await client.SendAsync("bad:name\n");
                    await client.ReadUntilResetAsync();
                    break;
                case 3:
                    await client.SendAsync($"bot{i}\nhello\n");
                    client.HalfClose();
                    await client.ReadUntilResetAsync();
                    break;
                default:
                    await client.SendAsync($"rude{i}\nhello\nhalf a li");
                    break;
            }
        });
    }

    private static async Task TryConnectAsync(ConcurrentBag<LineClient> crowd, ServerProcess server)
    {
        try
        {
            crowd.Add(await server.ConnectAsync());
        }
        catch (SocketException)
        {
            // Reset at once, because too many rejections are in progress.
        }
    }
}
