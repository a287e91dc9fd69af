using System.Text;
using AkkaChat.Bench.Soak;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Clients;

/// <summary>Joins, says nothing, and leaves in one way or another.</summary>
internal static class Visitor
{
    public const string Kind = "visitor";

    /// <summary>Milliseconds.</summary>
    private const int LongestStay = 2000;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var socket = await ChatSocket.ConnectAsync(context.Server, Kind, context.Tally, context.Abort);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"~{Kind}{context.Ledger.NextId()}\n"));
        if (random.Next(2) == 0)
            await context.PauseAsync(random.Next(LongestStay));
        switch (random.Next(3))
        {
            case 0:
                socket.HalfClose();
                await socket.DrainAsync();
                break;
            case 1:
                socket.Reset();
                break;
            default:
                // Closes with whatever has come and was not read.
                break;
        }
    }
}
