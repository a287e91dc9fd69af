namespace AkkaChat.Bench.Soak;

/// <summary>Random clients, a fixed number at a time: where one ends, the next one begins.</summary>
internal sealed class Crowd(SoakContext context, ClientKind[] kinds)
{
    private const int LongestPause = 1000;
    private readonly int _weights = kinds.Sum(kind => kind.Weight);

    /// <summary>Runs until the context is ending and all clients have ended.</summary>
    public Task RunAsync(int clients, int seed) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(place => FillPlaceAsync(new Random(seed + place))));

    private async Task FillPlaceAsync(Random random)
    {
        while (!context.IsEnding)
        {
            await context.PauseAsync(random, LongestPause);
            var pick = random.Next(_weights);
            await kinds.First(kind => (pick -= kind.Weight) < 0).RunAsync(context, random);
        }
    }
}
