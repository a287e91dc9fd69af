using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>Connects and does not get as far as the end of its first line.</summary>
internal static class NeverNamed
{
    public const string Kind = "nameless";

    /// <summary>Milliseconds; some stay for longer than a server has to wait for a name.</summary>
    private const int UsualStay = 15_000;
    private const int LongStay = 75_000;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var socket = await ChatSocket.ConnectAsync(context.Server, Kind, context.Tally, context.Abort);
        if (random.Next(2) == 0)
            await socket.SendAsync("namele"u8.ToArray());
        await context.PauseAsync(random.Next(8) == 0 ? LongStay : random.Next(UsualStay));
        if (random.Next(2) == 0)
            socket.Reset();
    }
}
