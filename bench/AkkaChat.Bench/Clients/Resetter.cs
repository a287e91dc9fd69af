using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>Talks, and is gone in the middle of a line, with RST.</summary>
internal static class Resetter
{
    public const string Kind = "resetter";

    private const int MostLines = 20;

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 300;
    private const int LongestFiller = 2000;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var speaker = await Speaker.ConnectAsync(context, Kind);
        await speaker.IntroduceAsync();
        for (var lines = random.Next(MostLines); lines > 0 && !context.IsEnding; lines--)
        {
            await speaker.SayAsync(random.Next(LongestFiller));
            await context.PauseAsync(random.Next(LongestPause));
        }

        await speaker.SendAsync(speaker.HalfLine(random.Next(LongestFiller)));
        if (random.Next(2) == 0)
            await context.PauseAsync(random.Next(LongestPause));
        speaker.Reset();
    }
}
