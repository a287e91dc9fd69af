using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>
/// Bounded memory. The server runs with a hard limit of its heap, at which it would abort, and its resident memory is
/// measured.
/// </summary>
public sealed class MemoryTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>200 MiB, in hexadecimal: a fraction of what the clients send.</summary>
    private static readonly (string, string)[] HeapLimit = [("DOTNET_GCHeapHardLimit", "C800000")];

    private static readonly string Line = new('x', 999);

    [Fact]
    public async Task A_flooder_that_never_reads_is_stopped_by_back_pressure()
    {
        using var server = await StartAsync(
            "--set", "message.max-length=4 KiB", "--set", "limits.max-pending=1 MiB", "--set", "limits.slow-consumer-grace=1h");
        using var flooder = await server.ConnectAsync(LineClient.UseSmallBuffer);
        await flooder.SendAsync("flooder\n");

        // Most of it is in the kernel's buffers of both directions.
        Assert.InRange(await flooder.SendUntilStuckAsync(Megabyte()), 1, 64 * MiB);
        Assert.InRange(server.ResidentBytes(), 1, 300 * MiB);
    }

    [Fact]
    public async Task A_flood_without_a_line_end_is_discarded()
    {
        using var server = await StartAsync();
        using var flooder = await server.JoinAsync("flooder");
        var megabyte = new string('x', (int)MiB);
        for (var i = 0; i < 1024; i++)
            await flooder.SendAsync(megabyte);
        await flooder.SendAsync("\nback again\n");

        Assert.Equal(
            ["server:message longer than 65536 bytes was not sent", "flooder:back again"],
            await flooder.ReadLinesAsync(2));
        Assert.InRange(server.ResidentBytes(), 1, 300 * MiB);
    }

    [Fact]
    public async Task A_paste_of_hundreds_of_megabytes_waits_for_a_slow_reader()
    {
        using var server = await StartAsync("--set", "message.max-length=4 KiB", "--set", "limits.max-pending=1 MiB");
        using var slow = await server.JoinAsync("slow");
        using var alice = await server.JoinAsync("alice");
        await slow.ReadLineAsync();
        const int Megabytes = 300;

        var paste = PasteAsync(alice, Megabytes);
        var own = alice.SkipLinesAsync(Megabytes * 1000);
        await slow.SkipLinesAsync(Megabytes * 1000);

        await Task.WhenAll(paste, own);
        Assert.InRange(server.ResidentBytes(), 1, 300 * MiB);
    }

    private static Task<ServerProcess> StartAsync(params string[] arguments) =>
        ServerProcess.StartListeningAsync(HeapLimit, arguments);

    private static async Task PasteAsync(LineClient client, int megabytes)
    {
        var megabyte = Megabyte();
        for (var i = 0; i < megabytes; i++)
            await client.SendAsync(megabyte);
    }

    private static string Megabyte() => string.Concat(Enumerable.Repeat(Line + "\n", 1000));
}
