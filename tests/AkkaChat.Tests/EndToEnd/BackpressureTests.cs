using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Slow readers behind real sockets.</summary>
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

    private static async Task SendLinesAsync(LineClient client)
    {
        for (var i = 0; i < Lines; i += 100)
            await client.SendAsync(string.Concat(Enumerable.Range(i, 100).Select(number => Line(number) + "\n")));
    }
}
