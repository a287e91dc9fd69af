using AkkaChat.Bench.Checking;
using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>A member that talks from the start to the end, at a moderate rate.</summary>
internal static class Talker
{
    private const string Kind = "talker";

    /// <summary>Milliseconds.</summary>
    private const int LongestPause = 100;
    private const int UsualFiller = 200;
    private const int LongFiller = 8 * 1024;

    /// <summary>Talks until it is time to end; reports what goes wrong and does not fail.</summary>
    public static async Task RunAsync(SoakContext context, Random random)
    {
        try
        {
            using var speaker = await Speaker.ConnectAsync(context, Kind, isTalker: true);
            await speaker.IntroduceAsync();
            while (!context.IsEnding)
            {
                await speaker.SayAsync(random.Next(50) == 0 ? random.Next(LongFiller) : random.Next(UsualFiller));
                context.Tally.CountTalkerLine();
                await context.PauseAsync(random.Next(LongestPause));
            }

            await speaker.FarewellAsync();
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            context.Tally.Report(Fault.NotServed, $"{Kind}: {exception.Message}");
            context.End();
        }
    }
}
