using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>File descriptors: never leaked, and their end is not the end of the server.</summary>
public sealed class DescriptorTests
{
    [Fact]
    public async Task Out_of_descriptors_those_inside_are_served_and_newcomers_get_in_later()
    {
        using var server = ServerProcess.StartWithDescriptorLimit(
            300, 300, "--host", "127.0.0.1", "--port", "0", "--set", "health.listen=127.0.0.1:0");
        var endpoint = await server.ListeningAsync();
        using var alice = await LineClient.JoinAsync(endpoint, "alice");
        var crowd = new List<LineClient>();
        for (var i = 0; i < 400; i++)
            await CrowdInAsync(crowd, endpoint);

        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
        Assert.Equal((200, "ok\n"), await server.Health().GetAsync("/healthz"));

        crowd.ForEach(client => client.Dispose());
        using var newcomer = await EnterAsync(endpoint, "newcomer");
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
        // What the engine complains of, once in ten seconds.
        Assert.InRange(server.Output.Count(line => line.Contains(" WRN ") && !line.Contains("refused")), 1, 12);
        Assert.Contains(server.Output, line => line.Contains("The limit of 300 open files allows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_limit_that_a_shell_sets_is_raised_as_far_as_it_may_be()
    {
        using var server = ServerProcess.StartWithDescriptorLimit(
            300, 2000, "--host", "127.0.0.1", "--port", "0", "--set", "limits.max-connections=600");
        var endpoint = await server.ListeningAsync();
        var crowd = new List<LineClient>();
        for (var i = 0; i < 600; i++)
            crowd.Add(await LineClient.ConnectAsync(endpoint));

        // The last of them is served, and one more is told why it is not.
        await crowd[^1].SendAsync("last\nhello\n");
        Assert.Equal("last:hello", await crowd[^1].ReadLineAsync());
        using var refused = await LineClient.ConnectAsync(endpoint);
        Assert.Equal("server:the room is full\n", await refused.ReadToEndAsync());
        Assert.All(server.Output, line => Assert.DoesNotContain("open files", line, StringComparison.Ordinal));
        crowd.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_limit_that_is_too_low_is_told_with_what_it_allows_and_what_would_do()
    {
        using var server = ServerProcess.StartWithDescriptorLimit(
            1500, 1500, "--host", "127.0.0.1", "--port", "0", "--set", "limits.max-connections=5000");
        await server.ListeningAsync();

        var warning = Regex.Match(server.Output.First(), @"WRN The limit of 1500 open files allows (\d+) connections, not 5000 \(limits\.max-connections\): at least (\d+) are needed$");
        var inUse = 1500 - (2 * int.Parse(warning.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(inUse, 50, 400);
        Assert.InRange(int.Parse(warning.Groups[2].Value, CultureInfo.InvariantCulture), 5000 + 1024 + 50, 5000 + 1024 + 400);
    }

    [Fact]
    public async Task Five_thousand_clients_that_come_and_go_leave_no_descriptor_behind()
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync();
        using (server)
        {
            await ComeAndGoAsync(endpoint, 200);
            var before = await server.SettledDescriptorsAsync(endpoint);

            await ComeAndGoAsync(endpoint, 5000);

            // What the kernel still has to say of the last ones takes a moment.
            while (await server.SettledDescriptorsAsync(endpoint) > before)
            {
                // Bounded by the patience of the clients that settle it.
            }
        }
    }

    /// <summary>In every way that there is to come and go, a few at a time.</summary>
    private static async Task ComeAndGoAsync(IPEndPoint endpoint, int count)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var client = await LineClient.ConnectAsync(endpoint);
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

    private static async Task CrowdInAsync(List<LineClient> crowd, IPEndPoint endpoint)
    {
        try
        {
            crowd.Add(await LineClient.ConnectAsync(endpoint));
        }
        catch (SocketException)
        {
            // Too many are being refused already: reset at once.
        }
    }

    /// <summary>Comes in as soon as there is room.</summary>
    private static async Task<LineClient> EnterAsync(IPEndPoint endpoint, string name)
    {
        while (true)
        {
            try
            {
                var client = await LineClient.ConnectAsync(endpoint);
                await client.SendAsync($"{name}\nhello\n");
                if (await client.ReadLineAsync() == $"{name}:hello")
                    return client;
                client.Dispose();
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }
}
