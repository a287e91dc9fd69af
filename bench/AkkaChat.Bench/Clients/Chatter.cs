using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>The usual client: joins, talks, half-closes, and reads to the end.</summary>
internal static class Chatter
{
    public const string Kind = "chatter";

    private const int MostLines = 60;

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 400;
    private const int UsualFiller = 300;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var speaker = await Speaker.ConnectAsync(context, Kind);
        await speaker.IntroduceAsync();
        for (var lines = random.Next(MostLines); lines > 0 && !context.IsEnding; lines--)
        {
            await speaker.SayAsync(random.Next(UsualFiller));
            await context.PauseAsync(random.Next(LongestPause));
        }

        // A last line counts without its LF, too.
        if (random.Next(2) == 0)
            await speaker.SendAsync(speaker.NextLine(random.Next(UsualFiller))[..^1]);
        await speaker.FarewellAsync();
    }
}
