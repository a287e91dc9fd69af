using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Slow and stuck readers behind real sockets.</summary>
public sealed class BackpressureTests
{
    private const int Lines = 20_000;
    private const int LineLength = 1000;

    [Fact]
    public async Task A_slow_reader_receives_many_megabytes_without_a_gap()
    {
        await using var server = await StartAsync();
        using var slow = await LineClient.JoinAsync(server.Endpoint, "slow", LineClient.UseSmallBuffer);
        using var alice = await server.JoinAsync("alice");
        await slow.ReadLineAsync();

        var sent = SendLinesAsync(alice);
        var echoed = alice.ReadLinesAsync(Lines);
        var received = await slow.ReadSlowlyAsync(Lines);
        await sent;

        Assert.Equal(ExpectedLines(Lines), received);
        Assert.Equal(received, await echoed);
    }

    [Fact]
    public async Task A_stuck_reader_is_disconnected_and_no_other_member_loses_a_line()
    {
        await using var server = await StartAsync(("limits.slow-consumer-grace", "5s"));
        using var stuck = await LineClient.JoinAsync(server.Endpoint, "stuck", LineClient.UseSmallBuffer);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.ReadLineAsync();
        await stuck.ReadLinesAsync(2);

        var sent = SendLinesAsync(alice);
        var received = await Task.WhenAll(alice.ReadLinesAsync(Lines), bob.ReadLinesAsync(Lines));
        await sent;

        Assert.All(received, lines => Assert.Equal(ExpectedLines(Lines), lines));
        var beforeReset = await stuck.ReadUntilResetAsync();
        Assert.InRange(beforeReset.Count, 1, Lines - 1);
        Assert.Equal(ExpectedLines(beforeReset.Count), beforeReset);
    }

    [Fact]
    public async Task A_flood_and_a_stuck_reader_do_not_stop_a_talker()
    {
        await using var server = await StartAsync(("limits.slow-consumer-grace", "1h"));
        using var meter = new MeterReader(server.MeterFactory);
        using var stuck = await LineClient.JoinAsync(server.Endpoint, "stuck", LineClient.UseSmallBuffer);
        using var talker = await server.JoinAsync("talker");
        using var flooder = await server.JoinAsync("flooder");
        var flood = Record.ExceptionAsync(() => FloodAsync(flooder));
        var drain = Record.ExceptionAsync(flooder.ReadToEndAsync);
        await Eventually.TrueAsync(() => meter["akkachat.member.congested"] == 1, "the stuck reader is congested");

        for (var i = 0; i < 10; i++)
        {
            await talker.SendAsync($"{i}\n");
            await talker.ReadUntilAsync($"talker:{i}");
        }

        Assert.Equal(1, meter["akkachat.member.congested"]);
        Assert.Equal(3, meter["akkachat.member.count"]);
        flooder.Dispose();
        await Task.WhenAll(flood, drain);
    }

    [Fact]
    public async Task A_client_with_a_full_send_queue_that_half_closes_says_its_last_message_and_receives_everything()
    {
        await using var server = await StartAsync();
        using var slow = await LineClient.JoinAsync(server.Endpoint, "slow", LineClient.UseSmallBuffer);
        using var alice = await server.JoinAsync("alice");
        await slow.ReadLineAsync();

        using var meter = new MeterReader(server.MeterFactory);
        var sent = SendLinesAsync(alice);
        var echoed = alice.ReadUntilAsync("slow:last");
        await Eventually.TrueAsync(() => meter["akkachat.member.congested"] == 1, "the send queue is full");

        await slow.SendAsync("last");
        slow.HalfClose();
        var received = (await slow.ReadToEndAsync()).Split('\n');

        Assert.Equal(["slow:last", ""], received[^2..]);
        Assert.Equal(ExpectedLines(received.Length - 2), received[..^2]);
        Assert.Equal(received[..^1], await echoed);
        await alice.ReadLinesAsync(Lines + 2 - received.Length);
        await sent;
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("message.max-length", "4 KiB"), ("limits.max-pending", "1 MiB"), .. settings]);

    private static string Line(int number) => $"{number} ".PadRight(LineLength, 'x');

    private static IEnumerable<string> ExpectedLines(int count) =>
        Enumerable.Range(0, count).Select(i => "alice:" + Line(i));

    private static async Task FloodAsync(LineClient client)
    {
        var lines = string.Concat(Enumerable.Repeat(Line(0) + "\n", 100));
        while (true)
            await client.SendAsync(lines);
    }

    private static async Task SendLinesAsync(LineClient client)
    {
        for (var i = 0; i < Lines; i += 100)
            await client.SendAsync(string.Concat(Enumerable.Range(i, 100).Select(number => Line(number) + "\n")));
    }
}
