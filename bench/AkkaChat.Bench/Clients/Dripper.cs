using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>Sends a byte at a time, its name included.</summary>
internal static class Dripper
{
    public const string Kind = "dripper";

    private const int MostLines = 4;
    private const int LongestFiller = 30;

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 60;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var speaker = await Speaker.ConnectAsync(context, Kind);
        await DripAsync(speaker.Introduction);
        for (var lines = random.Next(MostLines); lines > 0 && !context.IsEnding; lines--)
            await DripAsync(speaker.NextLine(random.Next(LongestFiller)));
        await speaker.FarewellAsync();

        async Task DripAsync(ReadOnlyMemory<byte> line)
        {
            for (; !line.IsEmpty; line = line[1..])
            {
                await speaker.SendAsync(line[..1]);
                await context.PauseAsync(random.Next(LongestPause));
            }
        }
    }
}
