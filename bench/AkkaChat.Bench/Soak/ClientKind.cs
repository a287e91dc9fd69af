namespace AkkaChat.Bench.Soak;

/// <summary>A way to behave.</summary>
/// <param name="Weight">How often it is chosen, compared to the others.</param>
/// <param name="MaxActive">Maximum number of clients of this kind at a time.</param>
/// <param name="IsServed">It does nothing wrong, so if its connection fails the server is at fault.</param>
/// <param name="RunAsync">One client, from connecting to its end.</param>
internal sealed record ClientKind(
    string Name, int Weight, int MaxActive, bool IsServed, Func<SoakContext, Random, Task> RunAsync)
{
    private int _active;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _active) <= MaxActive)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _active);
}
