using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>What the real executable writes while it runs.</summary>
public sealed partial class LogTests
{
    private const string Secret = "hush-4711";

    [Fact]
    public async Task Text_has_a_line_for_each_event_from_start_to_end()
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync();
        using (server)
        {
            await VisitAsync(endpoint);
            using var bob = await LineClient.JoinAsync(endpoint, "bob");
            await EndAsync(server);
        }

        Assert.All(server.Output, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (INF|WRN) ", line));
        Assert.EndsWith($"INF Listening on {endpoint}", server.Output.First(), StringComparison.Ordinal);
        Assert.EndsWith("INF Shut down", server.Output.Last(), StringComparison.Ordinal);
        // The ends of connections are not ordered among each other.
        Assert.Equal(
            [
                "INF \"mister x\" joined from 127.0.0.1:*",
                "INF \"mister x\" left after *s: client-closed, lines in 0, out 0, from 127.0.0.1:*",
                "INF 127.0.0.1:* refused: invalid-username",
                "INF Listening on 127.0.0.1:*",
                "INF Shut down",
                "INF Shutting down, open connections: *",
                "INF alice joined from 127.0.0.1:*",
                "INF alice left after *s: client-closed, lines in 2, out 2, from 127.0.0.1:*",
                "INF bob joined from 127.0.0.1:*",
                "INF bob left after *s: shutdown, lines in 1, out 1, from 127.0.0.1:*",
            ],
            server.Output.Select(line => Changing().Replace(line[24..], "$1*")).Order(StringComparer.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task JSON_has_an_object_for_each_event_with_its_fields()
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync("--set", "log.format=json");
        using (server)
        {
            await VisitAsync(endpoint);
            await EndAsync(server);
        }

        var events = server.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["Joined", "Joined", "Left", "Left", "Listening", "Refused", "ShutDown", "ShuttingDown"],
            events.Select(e => e.GetProperty("@i").GetString()).Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.Equal("Information", e.GetProperty("@l").GetString()));
        Assert.All(events, e => Assert.Equal(TimeSpan.Zero, e.GetProperty("@t").GetDateTimeOffset().Offset));
        Assert.Equal($"{endpoint}", events[0].GetProperty("Endpoint").GetString());
        Assert.Equal("invalid-username", events.Single(e => Is(e, "@i", "Refused")).GetProperty("Reason").GetString());
        Assert.Single(events, e => Is(e, "@i", "Joined") && Is(e, "Username", "mister x"));
        var left = events.Single(e => Is(e, "@i", "Left") && Is(e, "Username", "alice"));
        Assert.Equal("client-closed", left.GetProperty("Reason").GetString());
        Assert.Equal(2, left.GetProperty("LinesIn").GetInt64());
        Assert.Equal(2, left.GetProperty("LinesOut").GetInt64());
        Assert.True(left.GetProperty("Seconds").GetDouble() >= 0);
        Assert.Equal(IPAddress.Loopback, IPEndPoint.Parse(left.GetProperty("RemoteAddress").GetString()!).Address);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_of_what_is_said_is_in_the_log_even_at_debug(string format)
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync(
            "--set", $"log.format={format}", "--set", "log.level=debug", "--set", "akka.loglevel=DEBUG",
            "--set", "message.max-length=100");
        using (server)
        {
            await VisitAsync(endpoint);
            using var tooLong = await LineClient.JoinAsync(endpoint, "bob");
            await tooLong.SendAsync($"{Secret} {new string('x', 100)}\n{Secret} half a li");
            await tooLong.ReadLineAsync();
            using var reset = await LineClient.ConnectAsync(endpoint);
            await reset.SendAsync($"{Secret}:bad name\n");
            await reset.ReadToEndAsync();
            await EndAsync(server);
        }

        Assert.Contains(server.Output, line => line.Contains(" connected", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Output, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_thousand_refusals_are_a_few_lines_that_add_up()
    {
        const int Count = 2000;
        var (server, endpoint) = await ServerProcess.StartListeningAsync("--set", "limits.max-connections=1");
        using (server)
        {
            using var alice = await LineClient.JoinAsync(endpoint, "alice");
            await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            {
                using var client = await LineClient.ConnectAsync(endpoint);
                await client.ReadUntilResetAsync();
            });
            await EndAsync(server);
        }

        var refused = server.Output.Where(line => line.Contains(" refused", StringComparison.Ordinal)).ToList();
        var sums = refused.Select(line => Sum().Match(line)).Where(match => match.Success).ToList();
        Assert.NotEmpty(sums);
        Assert.All(refused, line => Assert.Contains("room-full", line, StringComparison.Ordinal));
        Assert.Equal(Count, refused.Count - sums.Count + sums.Sum(sum => int.Parse(sum.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.InRange(refused.Count, 2, Count / 10);
    }

    [Theory]
    [InlineData("information", "OFF", "INF alice joined", true)]
    [InlineData("information", "DEBUG", "DBG", true)]
    [InlineData("information", "DEBUG", " connected", false)]
    [InlineData("debug", "OFF", " connected", true)]
    [InlineData("debug", "OFF", "Akka", false)]
    [InlineData("debug", "DEBUG", "Akka", true)]
    public async Task The_levels_of_server_and_engine_are_independent(string level, string engine, string text, bool told)
    {
        var (server, endpoint) = await ServerProcess.StartListeningAsync(
            "--set", $"log.level={level}", "--set", $"akka.loglevel={engine}");
        using (server)
        {
            await VisitAsync(endpoint);
            await EndAsync(server);
        }

        Assert.Equal(told, server.Output.Any(line => line.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_has_nothing_to_warn_of_is_silent_at_that_level()
    {
        var port = FreePort.Find().Port;
        using var server = ServerProcess.Start("--host", "127.0.0.1", "--port", $"{port}", "--set", "log.level=warning");
        await KnockAsync(new IPEndPoint(IPAddress.Loopback, port));
        await EndAsync(server);

        Assert.Empty(server.Output);
    }

    private static bool Is(JsonElement element, string field, string value) =>
        element.TryGetProperty(field, out var found) && found.GetString() == value;

    /// <summary>A client that talks, one that is refused, and one with an odd name.</summary>
    private static async Task VisitAsync(IPEndPoint endpoint)
    {
        foreach (var text in new[] { $"alice\n{Secret}\nbye\n", "bad:name\n", "mister x\n" })
        {
            using var client = await LineClient.ConnectAsync(endpoint);
            await client.SendAsync(text);
            client.HalfClose();
            await client.ReadToEndAsync();
        }
    }

    /// <summary>Visits it as soon as it is there.</summary>
    private static async Task KnockAsync(IPEndPoint endpoint)
    {
        while (true)
        {
            try
            {
                await VisitAsync(endpoint);
                return;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task EndAsync(ServerProcess server)
    {
        server.Terminate();
        Assert.Equal(0, await server.ExitAsync());
    }

    /// <summary>Ports, the time that a client was here, and how many are not gone yet.</summary>
    [GeneratedRegex(@"(127\.0\.0\.1:|after |connections: )[0-9.]+")]
    private static partial Regex Changing();

    [GeneratedRegex(@" (\d+) more refused within ")]
    private static partial Regex Sum();
}
