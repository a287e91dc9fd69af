using System.Text;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>Joins and never reads. The server may close on it, but nobody else may suffer.</summary>
internal static class StuckReader
{
    public const string Kind = "stuck";

    private const int ReceiveBuffer = 4096;

    /// <summary>Milliseconds.</summary>
    private const int ShortestStay = 3000;
    private const int LongestStay = 40_000;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var socket = await ChatSocket.ConnectAsync(
            context.Server, Kind, context.Tally, context.Abort, ReceiveBuffer);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"~{Kind}{context.Ledger.NextId()}\n"));
        await context.PauseAsync(random.Next(ShortestStay, LongestStay));
    }
}
