using System.Diagnostics;
using System.Net;
using AkkaChat.Bench.Checking;
using AkkaChat.Bench.Clients;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Soak;

/// <summary>
/// All that the clients do. Checkers come first, then talkers, then random clients; they go the other way round, so
/// that whoever checks has heard everybody out. Each phase has a limit, after which its clients are cut off.
/// </summary>
internal sealed class Load(SoakOptions options, IPEndPoint server, Tally tally)
{
    private const int Checkers = 4;
    private const int Talkers = 4;

    /// <summary>For clients that end, the longest wait that they may be in included.</summary>
    private static readonly TimeSpan EndLimit = ChatSocket.Patience + TimeSpan.FromSeconds(30);

    /// <summary>For clients that were cut off.</summary>
    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(10);

    private readonly CommonOrder _order = new(tally, Checkers);
    private readonly Ledger _ledger = new(tally, [.. Enumerable.Range(0, Checkers).Select(Checker.Name)]);

    /// <summary>Runs until the time is over or it is interrupted. All clients are gone in the end.</summary>
    public async Task<LoadResult> RunAsync(CancellationToken interrupted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using var abort = new CancellationTokenSource();
        var context = new SoakContext(server, tally, _ledger, ending.Cancel, ending.Token, abort.Token);
        var signals = new Signals(context);
        var checkers = Enumerable.Range(0, Checkers)
            .Select(number => new Checker(context, _order, signals, number, options.VerifyText))
            .ToArray();

        var checking = new List<Task>();
        var watch = Stopwatch.StartNew();
        try
        {
            foreach (var checker in checkers)
                checking.Add(await checker.JoinAsync());
            await signals.StartAsync();
            await Task.WhenAll(checkers.Select(checker => checker.Started)).WaitAsync(EndLimit, CancellationToken.None);
            await TalkAsync(context);
            if (!checking.TrueForAll(checker => checker.IsCompleted))
                await signals.StopAsync();
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception) || exception is TimeoutException)
        {
            tally.Report(Fault.NotServed, $"the run: {exception.Message}");
            await abort.CancelAsync();
        }

        var duration = watch.Elapsed;
        await EndAsync("the checkers", Task.WhenAll(checking), abort);
        return new LoadResult(duration, _order.Length, checkers.Max(checker => checker.LongestDelay));
    }

    private async Task TalkAsync(SoakContext context)
    {
        using var ending = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        var talkers = context with { Ending = ending.Token, Abort = abort.Token };
        var talking = Task.WhenAll(
            Enumerable.Range(0, Talkers).Select(talker => Talker.RunAsync(talkers, new Random(options.Seed - talker))));
        await ComeAndGoAsync(context);
        await ending.CancelAsync();
        await EndAsync("the talkers", talking, abort);
    }

    private async Task ComeAndGoAsync(SoakContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.Ending);
        using var abort = new CancellationTokenSource();
        var crowd = new Crowd(
            context with { Ending = ending.Token, Abort = abort.Token }, ClientKinds.Create(options.StuckReaders));
        var running = crowd.RunAsync(options.Clients, options.Seed);
        await Task.Delay(options.Duration, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ending.CancelAsync();
        await EndAsync("the random clients", running, abort);
    }

    /// <summary>Waits for clients that have been told to end.</summary>
    private async Task EndAsync(string who, Task clients, CancellationTokenSource abort)
    {
        try
        {
            await clients.WaitAsync(EndLimit);
        }
        catch (TimeoutException)
        {
            tally.Report(Fault.NotServed, $"{who} did not come to an end");
            await abort.CancelAsync();
            await Task.WhenAny(clients, Task.Delay(AbortLimit));
        }
    }
}
