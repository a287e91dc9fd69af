using System.Net.Sockets;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.EndToEnd;

/// <summary>Slow readers and stuck ones, over real sockets.</summary>
public sealed class BackpressureTests
{
    private const int LineLength = 1000;

    [Fact]
    public async Task A_paste_of_many_megabytes_reaches_a_slow_reader_whole()
    {
        const int Lines = 20_000;
        await using var server = await RunningServer.StartAsync(("message.max-length", "4 KiB"), ("limits.max-pending", "1 MiB"));
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
            ("message.max-length", "4 KiB"), ("limits.max-pending", "1 MiB"), ("limits.slow-consumer-grace", "5s"));
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

    private static void SmallBuffer(Socket socket) => socket.ReceiveBufferSize = 4096;

    private static string Line(int number) => $"{number} ".PadRight(LineLength, 'x');

    private static async Task PasteAsync(LineClient client, int lines)
    {
        for (var i = 0; i < lines; i += 100)
            await client.SendAsync(string.Concat(Enumerable.Range(i, 100).Select(number => Line(number) + "\n")));
    }
}
