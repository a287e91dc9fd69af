using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Floods, slow readers and stuck ones, over real sockets; memory stays bounded in each case.</summary>
[Collection(nameof(BackpressureTests))]
public sealed class BackpressureTests
{
    private const int LineLength = 1000;

    [Fact]
    public async Task A_paste_of_many_megabytes_reaches_a_slow_reader_whole()
    {
        const int Lines = 20_000;
        await using var server = await RunningServer.StartAsync(("limits.max-pending", "1 MiB"));
        using var slow = await LineClient.ConnectAsync(server.Endpoint, SmallBuffer);
        await slow.SendAsync("slow\nready\n");
        Assert.Equal("slow:ready", await slow.ReadLineAsync());
        using var alice = await server.JoinAsync("alice");
        await slow.ReadLineAsync();

        var paste = PasteAsync(alice, Lines);
        var own = alice.ReadLinesAsync(Lines);
        var heard = await slow.ReadSlowlyAsync(Lines);
        await paste;

        Assert.Equal(await own, heard);
        Assert.Equal(Enumerable.Range(0, Lines).Select(Line), heard.Select(line => line["alice:".Length..]));
    }

    [Fact]
    public async Task A_stuck_reader_is_dropped_and_nobody_else_loses_a_line()
    {
        const int Lines = 20_000;
        await using var server = await RunningServer.StartAsync(
            ("limits.max-pending", "1 MiB"), ("limits.slow-consumer-grace", "500ms"));
        using var stuck = await LineClient.ConnectAsync(server.Endpoint, SmallBuffer);
        await stuck.SendAsync("stuck\nready\n");
        await stuck.ReadLineAsync();
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        await alice.ReadLineAsync();
        await stuck.ReadLinesAsync(2);

        var paste = PasteAsync(alice, Lines);
        var heard = await Task.WhenAll(alice.ReadLinesAsync(Lines), bob.ReadLinesAsync(Lines));
        await paste;

        Assert.All(heard, lines => Assert.Equal(Enumerable.Range(0, Lines).Select(i => "alice:" + Line(i)), lines));
        // It was dropped with a reset; what it was sent before has no gap.
        var before = await stuck.ReadUntilResetAsync();
        Assert.Equal(Enumerable.Range(0, before.Count).Select(i => "alice:" + Line(i)), before);
        Assert.InRange(before.Count, 1, Lines - 1);
    }

    [Fact]
    public async Task A_flooder_that_never_reads_is_held_still_and_memory_is_bounded()
    {
        await using var server = await RunningServer.StartAsync(
            ("limits.max-pending", "1 MiB"), ("limits.slow-consumer-grace", "1h"));
        using var flooder = await LineClient.ConnectAsync(server.Endpoint, SmallBuffer);
        await flooder.SendAsync("flooder\n");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var sent = await flooder.SendUntilStuckAsync(string.Concat(Enumerable.Range(0, 1000).Select(i => Line(i) + "\n")));

        // What the kernel holds in both directions is a few megabytes each; the server's own share is far below that.
        Assert.InRange(sent, 1_000_000, 64_000_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16_000_000);
    }

    [Fact]
    public async Task A_flood_without_a_line_end_costs_no_memory()
    {
        await using var server = await RunningServer.StartAsync();
        using var flooder = await server.JoinAsync("flooder");
        var chunk = new string('x', 1 << 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100; i++)
            await flooder.SendAsync(chunk);
        await flooder.SendAsync("\nback again\n");

        Assert.Equal(
            ["server:message longer than 65536 bytes was not sent", "flooder:back again"],
            await flooder.ReadLinesAsync(2));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16_000_000);
    }

    private static void SmallBuffer(Socket socket) => socket.ReceiveBufferSize = 4096;

    private static string Line(int number) => $"{number} ".PadRight(LineLength, 'x');

    private static async Task PasteAsync(LineClient client, int lines)
    {
        for (var i = 0; i < lines; i += 100)
            await client.SendAsync(string.Concat(Enumerable.Range(i, 100).Select(number => Line(number) + "\n")));
    }
}
