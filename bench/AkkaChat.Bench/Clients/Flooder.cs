using System.Buffers;
using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Clients;

/// <summary>Pastes a file: as fast as it goes, while it reads, and it gets all of it back.</summary>
internal static class Flooder
{
    public const string Kind = "flooder";

    private const int LeastBytes = 500_000;
    private const int MostBytes = 3_000_000;
    private const int UsualFiller = 300;
    private const int LongFiller = 30_000;
    private const int Chunk = 64 * 1024;

    /// <summary>Milliseconds between two floods.</summary>
    private const int LongestPause = 15_000;

    public static async Task RunAsync(SoakContext context, Random random)
    {
        using (var speaker = await Speaker.ConnectAsync(context, Kind))
        {
            await speaker.IntroduceAsync();
            await FloodAsync(speaker, random, random.Next(LeastBytes, MostBytes));
            await speaker.FarewellAsync();
        }

        await context.PauseAsync(random.Next(LongestPause));
    }

    private static async Task FloodAsync(Speaker speaker, Random random, int bytes)
    {
        // Some paste poems, some paste minified scripts.
        var longestFiller = random.Next(4) == 0 ? LongFiller : UsualFiller;
        var chunk = new ArrayBufferWriter<byte>(Chunk);
        while (bytes > 0)
        {
            chunk.ResetWrittenCount();
            while (chunk.WrittenCount < Chunk)
                chunk.Write(speaker.NextLine(random.Next(longestFiller)).Span);
            await speaker.SendAsync(chunk.WrittenMemory);
            bytes -= chunk.WrittenCount;
        }
    }
}
