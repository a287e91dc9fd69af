using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The log of the real executable.</summary>
public sealed partial class LogTests
{
    private const string Secret = "hush-4711";

    [Fact]
    public async Task The_text_log_has_a_line_for_each_event_from_start_to_end()
    {
        using var server = await ServerProcess.StartListeningAsync();
        await VisitAsync(server.Endpoint);
        using var bob = await server.JoinAsync("bob");
        await server.StopAsync();

        Assert.All(server.Output, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (INF|WRN) ", line));
        Assert.EndsWith($"INF Listening on {server.Endpoint} (tcp)", server.Output.First(), StringComparison.Ordinal);
        Assert.EndsWith("INF Shut down", server.Output.Last(), StringComparison.Ordinal);
        // Connections may end in any order.
        Assert.Equal(
            [
                "INF \"alice\" joined from 127.0.0.1:* (tcp)",
                "INF \"alice\" left after *s: client-closed, lines in 2, out 2, from 127.0.0.1:* (tcp)",
                "INF \"bob\" joined from 127.0.0.1:* (tcp)",
                "INF \"bob\" left after *s: shutdown, lines in 1, out 1, from 127.0.0.1:* (tcp)",
                "INF \"mister x\" joined from 127.0.0.1:* (tcp)",
                "INF \"mister x\" left after *s: client-closed, lines in 0, out 0, from 127.0.0.1:* (tcp)",
                "INF 127.0.0.1:* (tcp) refused: invalid-username",
                "INF Listening on 127.0.0.1:* (tcp)",
                "INF Shut down",
                "INF Shutting down, open connections: *",
            ],
            server.Output.Select(line => Changing().Replace(line[24..], "$1*")).Order(StringComparer.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task The_JSON_log_has_an_object_for_each_event_with_its_fields()
    {
        using var server = await ServerProcess.StartListeningAsync("--set", "log.format=json");
        await VisitAsync(server.Endpoint);
        await server.StopAsync();

        var events = server.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["Joined", "Joined", "Left", "Left", "Listening", "Refused", "ShutDown", "ShuttingDown"],
            events.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.False(e.TryGetProperty("@l", out _)));
        Assert.All(events, e => Assert.Equal(TimeSpan.Zero, e.GetProperty("@t").GetDateTimeOffset().Offset));
        Assert.Equal($"{server.Endpoint}", events[0].GetProperty("Endpoint").GetString());
        Assert.Equal("invalid-username", events.Single(e => NameOf(e) == "Refused").GetProperty("Reason").GetString());
        Assert.Single(events, e => NameOf(e) == "Joined" && UsernameOf(e) == "mister x");
        var left = events.Single(e => NameOf(e) == "Left" && UsernameOf(e) == "alice");
        Assert.Equal("client-closed", left.GetProperty("Reason").GetString());
        Assert.Equal(2, left.GetProperty("LinesIn").GetInt64());
        Assert.Equal(2, left.GetProperty("LinesOut").GetInt64());
        Assert.True(left.GetProperty("Seconds").GetDouble() >= 0);
        Assert.Equal(IPAddress.Loopback, IPEndPoint.Parse(left.GetProperty("RemoteAddress").GetString()!).Address);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_message_of_the_chat_is_in_the_log_even_at_debug(string format)
    {
        using var server = await ServerProcess.StartListeningAsync(
            "--set", $"log.format={format}", "--set", "log.level=debug", "--set", "akka.loglevel=DEBUG",
            "--set", "message.max-length=100");
        await VisitAsync(server.Endpoint);
        using var tooLong = await server.JoinAsync("bob");
        await tooLong.SendAsync($"{Secret} {new string('x', 100)}\n{Secret} half a li");
        await tooLong.ReadLineAsync();
        using var reset = await server.ConnectAsync();
        await reset.SendAsync($"{Secret}:bad name\n");
        await reset.ReadToEndAsync();
        await server.StopAsync();

        Assert.Contains(server.Output, line => line.Contains(" connected", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Output, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_thousand_rejections_become_a_few_lines_that_add_up()
    {
        const int Count = 2000;
        using var server = await ServerProcess.StartListeningAsync("--set", "limits.max-connections=1");
        using var alice = await server.JoinAsync("alice");
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
        {
            using var client = await server.ConnectAsync();
            await client.ReadUntilResetAsync();
        });
        await server.StopAsync();

        var refused = server.Output.Where(line => line.Contains(" refused", StringComparison.Ordinal)).ToList();
        var sums = refused.Select(line => Sum().Match(line)).Where(match => match.Success).ToList();
        Assert.NotEmpty(sums);
        Assert.All(refused, line => Assert.Contains("room-full", line, StringComparison.Ordinal));
        Assert.Equal(Count, refused.Count - sums.Count + sums.Sum(sum => int.Parse(sum.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.InRange(refused.Count, 2, Count / 10);
    }

    [Theory]
    [InlineData("information", "OFF", "INF \"alice\" joined", true)]
    [InlineData("information", "DEBUG", "DBG", true)]
    [InlineData("information", "DEBUG", " connected", false)]
    [InlineData("debug", "OFF", " connected", true)]
    [InlineData("debug", "OFF", "Akka", false)]
    [InlineData("debug", "DEBUG", "Akka", true)]
    public async Task The_levels_of_the_server_and_of_Akka_are_independent(string level, string akka, string text, bool logged)
    {
        using var server = await ServerProcess.StartListeningAsync(
            "--set", $"log.level={level}", "--set", $"akka.loglevel={akka}");
        await VisitAsync(server.Endpoint);
        await server.StopAsync();

        Assert.Equal(logged, server.Output.Any(line => line.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_without_warnings_is_silent_at_level_warning()
    {
        var endpoint = FreePort.Find();
        using var server = ServerProcess.Start("--host", "127.0.0.1", "--port", $"{endpoint.Port}", "--set", "log.level=warning");
        // At this level the log does not say when the port is open.
        using var early = await LineClient.JoinEventuallyAsync(endpoint, "early");
        await VisitAsync(endpoint);
        await server.StopAsync();

        Assert.Empty(server.Output);
    }

    private static string? NameOf(JsonElement logEvent) => logEvent.GetProperty("EventId").GetProperty("Name").GetString();

    private static string? UsernameOf(JsonElement logEvent) => logEvent.GetProperty("Username").GetString();

    /// <summary>A client that sends lines, one that is refused, and one with a space in its name.</summary>
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

    /// <summary>Values that differ between runs: ports, durations, open connections.</summary>
    [GeneratedRegex(@"(127\.0\.0\.1:|after |connections: )[0-9.]+")]
    private static partial Regex Changing();

    [GeneratedRegex(@" (\d+) more refused within ")]
    private static partial Regex Sum();
}
