namespace AkkaChat.Bench.Soak;

/// <summary>A way to behave.</summary>
/// <param name="Weight">How often it is chosen, compared to the others.</param>
/// <param name="MaxActive">Maximum number of clients of this kind at a time.</param>
/// <param name="IsServed">It does nothing wrong, so if its connection fails the server is at fault.</param>
/// <param name="BehaveAsync">One client, from connecting to its end.</param>
internal sealed record ClientKind(
    string Name, int Weight, int MaxActive, bool IsServed, Func<SoakContext, Random, Task> BehaveAsync)
{
    private int _active;

    /// <summary>Runs one client, unless the maximum is reached. Reports what goes wrong and does not fail.</summary>
    public async Task RunAsync(SoakContext context, Random random)
    {
        try
        {
            if (Interlocked.Increment(ref _active) <= MaxActive)
                await BehaveAsync(context, random);
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            if (IsServed)
                context.Tally.Report(Fault.NotServed, $"{Name}: {exception.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }
}
