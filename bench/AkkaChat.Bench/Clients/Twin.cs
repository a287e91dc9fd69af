using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>Shares its name with others who are in the room at the same time.</summary>
internal static class Twin
{
    public const string Kind = "twin";

    private const string Name = "~twin";
    private const int MostLines = 30;

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 400;
    private const int UsualFiller = 100;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using var speaker = await Speaker.ConnectUnfollowedAsync(context, Kind, Name);
        await speaker.IntroduceAsync();
        for (var lines = random.Next(MostLines); lines > 0 && !context.IsEnding; lines--)
        {
            await speaker.SayAsync(random.Next(UsualFiller));
            await context.PauseAsync(random.Next(LongestPause));
        }

        await speaker.FarewellAsync();
    }
}
