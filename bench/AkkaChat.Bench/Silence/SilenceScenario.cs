using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Silence;

/// <summary>A failure of one node.</summary>
/// <param name="Failure">Its name.</param>
/// <param name="OfSequencer">Of the node that runs the sequencer, otherwise of another one.</param>
/// <param name="IsLoaded">All nodes are under full load.</param>
/// <param name="FailAsync">Lets a node fail.</param>
/// <param name="Observed">How long members are observed after that, until its consequences are over.</param>
/// <param name="Ends">The node ends within that time, and is replaced if it ran the sequencer.</param>
internal sealed record SilenceScenario(
    string Failure, bool OfSequencer, bool IsLoaded, Func<StartedServer, CancellationToken, Task> FailAsync, TimeSpan Observed, bool Ends)
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    public static readonly IReadOnlyList<SilenceScenario> All =
    [
        .. Of("kill -9", static (node, _) => SignalAsync(node, SigKill), 11, ends: true),
        .. Of("kill -9, started at once", RestartAsync, 6),
        .. Of("SIGTERM", static (node, _) => SignalAsync(node, SigTerm), 4, ends: true),
        .. Of("frozen for 1 s", static (node, cancellation) => FreezeAsync(node, 1, cancellation), 4),
        .. Of("frozen for 8 s", static (node, cancellation) => FreezeAsync(node, 8, cancellation), 8),
        new("none", OfSequencer: true, IsLoaded: true, static (_, _) => Task.CompletedTask, TimeSpan.FromSeconds(20), Ends: false),
    ];

    public string Name => $"{Failure}, {Node}, {Load}";

    public string Node => OfSequencer ? "sequencer" : "relay";

    public string Load => IsLoaded ? "full load" : "quiet";

    private static IEnumerable<SilenceScenario> Of(string failure, Func<StartedServer, CancellationToken, Task> failAsync, int seconds, bool ends = false) =>
        from ofSequencer in (bool[])[false, true]
        from isLoaded in (bool[])[false, true]
        select new SilenceScenario(failure, ofSequencer, isLoaded, failAsync, TimeSpan.FromSeconds(seconds), ends);

    private static Task SignalAsync(StartedServer node, int signal)
    {
        node.Signal(signal);
        return Task.CompletedTask;
    }

    private static Task RestartAsync(StartedServer node, CancellationToken cancellation)
    {
        node.Signal(SigKill);
        return node.RestartAsync(cancellation);
    }

    private static async Task FreezeAsync(StartedServer node, int seconds, CancellationToken cancellation)
    {
        node.Signal(SigStop);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellation);
        node.Signal(SigCont);
    }
}
