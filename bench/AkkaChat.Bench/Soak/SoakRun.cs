using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Soak;

/// <summary>
/// A run from the start of the server to its end. Checkers join first, then talkers, then random clients; they leave
/// in the opposite order, so that the checkers receive everything. Each phase has a timeout, which aborts the run.
/// </summary>
internal sealed class SoakRun(SoakOptions options)
{
    private const int Checkers = 4;
    private const int Talkers = 4;

    /// <summary>Descriptors that a server opens once and keeps.</summary>
    private const int DescriptorTolerance = 10;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    /// <summary>For clients that end, the longest operation that they may be in included.</summary>
    private static readonly TimeSpan EndTimeout = SoakConnection.OperationTimeout + TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longer than a server waits for anything of a connection.</summary>
    private static readonly TimeSpan DescriptorTimeout = TimeSpan.FromSeconds(75);

    private readonly Tally _tally = new();
    private readonly Stopwatch _watch = new();
    private readonly ConcurrentQueue<EndedAuthor>[] _ended =
        [.. Enumerable.Range(0, Checkers).Select(_ => new ConcurrentQueue<EndedAuthor>())];

    /// <returns>Whether no fault was found.</returns>
    public async Task<bool> RunAsync(CancellationToken interrupted)
    {
        Console.WriteLine($"seed {options.Seed}");
        var command = await ServerCommand.FindAsync(options.Server, interrupted);
        using var server = await StartedServer.StartAsync(command, interrupted);
        await Task.Delay(Settling, interrupted);
        var start = server.Stats ?? throw new BenchException("the server has exited");

        var order = new CommonOrder(_tally);
        List<Histogram> delays;
        await using (new Timer(_ => WriteStatus(server.Stats), null, StatusInterval, StatusInterval))
            delays = await PutLoadAsync(server, order, interrupted);

        var end = server.Stats;
        for (var wait = Stopwatch.StartNew(); end?.Descriptors > start.Descriptors + DescriptorTolerance
            && wait.Elapsed < DescriptorTimeout; end = server.Stats)
            await Task.Delay(Settling, CancellationToken.None);
        var exitCode = await server.StopAsync();

        var isGood = !_tally.HasFaults && end?.Descriptors <= start.Descriptors + DescriptorTolerance && exitCode == 0;
        if (exitCode != 0)
            Console.WriteLine(string.Join('\n', server.Output.Prepend("the last output of the server:")));
        Console.WriteLine();
        foreach (var (label, value) in Summary(order, delays, start, end, exitCode))
            Console.WriteLine($"{label,-30}{value}");
        Console.WriteLine($"{"verdict",-30}{(isGood ? "good" : "FAULT")}");
        return isGood;
    }

    private async Task<List<Histogram>> PutLoadAsync(StartedServer server, CommonOrder order, CancellationToken interrupted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using var talkersEnding = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        var context = new SoakContext(server, _tally, _ended, ending.Cancel, ending.Token, abort.Token);
        var checkers = _ended.Select((ended, i) => new Checker(context, order, ended, $"~checker{i}")).ToList();
        var checking = new List<Task>();
        try
        {
            foreach (var checker in checkers)
            {
                checking.Add(checker.RunAsync());
                await checker.Joined.WaitAsync(EndTimeout, CancellationToken.None);
            }

            await SignalAsync(context, Checker.Start);
            var started = Task.WhenAll(checkers.Select(checker => checker.Started));
            await started.WaitAsync(EndTimeout, CancellationToken.None);

            _watch.Start();
            var talkersContext = context with { Ending = talkersEnding.Token };
            var talking = Task.WhenAll(Enumerable.Range(0, Talkers).Select(
                talker => ClientKinds.Talker.RunAsync(talkersContext, new Random(options.Seed - talker))));
            var crowd = new Crowd(context, ClientKinds.Create(options.StuckReaders))
                .RunAsync(options.Clients, options.Seed);
            await Task.Delay(options.Duration, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _watch.Stop();

            await ending.CancelAsync();
            await EndAsync("the random clients", crowd, abort);
            await talkersEnding.CancelAsync();
            await EndAsync("the talkers", talking, abort);
            await SignalAsync(context, Checker.Stop);
        }
        catch (Exception exception) when (SoakContext.IsNetworkFailure(exception))
        {
            _tally.Report(Fault.NotServed, $"the run: {exception.Message}");
            await abort.CancelAsync();
        }

        await EndAsync("the checkers", Task.WhenAll(checking), abort);
        return [.. checkers.Select(checker => checker.Delays)];
    }

    /// <summary>Broadcasts a line that all checkers wait for.</summary>
    private static async Task SignalAsync(SoakContext context, string line)
    {
        using var connection = await SoakConnection.ConnectAsync(context, "signal");
        await connection.SendAsync(Encoding.UTF8.GetBytes($"{line.Replace(':', '\n')}\n"));
        await connection.HalfCloseAsync();
        await connection.DrainAsync().WaitAsync(EndTimeout);
    }

    /// <summary>Waits for clients that are coming to an end.</summary>
    private async Task EndAsync(string who, Task clients, CancellationTokenSource abort)
    {
        try
        {
            await clients.WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            _tally.Report(Fault.NotServed, $"{who} did not come to an end");
            await abort.CancelAsync();
            await Task.WhenAny(clients, Task.Delay(AbortTimeout));
        }
    }

    private void WriteStatus(ProcessStats? stats)
    {
        Console.WriteLine($"{_watch.Elapsed:hh\\:mm\\:ss}  connections {_tally.Connections}  open {_tally.Open}  "
            + $"checked {_tally.CheckedLines}  RSS {Mebibytes(stats?.Rss)}  descriptors {stats?.Descriptors}");
    }

    private IEnumerable<(string Label, object? Value)> Summary(
        CommonOrder order, List<Histogram> delays, ProcessStats start, ProcessStats? end, int? exitCode)
    {
        yield return ("duration, as planned", $"{_watch.Elapsed:hh\\:mm\\:ss}, {options.Duration:hh\\:mm\\:ss}");
        yield return ("seed", options.Seed);
        yield return ("connections", _tally.Connections);
        foreach (var (kind, count) in _tally.ConnectionsByKind)
            yield return ($"  {kind}", count);
        yield return ("lines in the common order", order.Lines);
        yield return ("lines checked", _tally.CheckedLines);
        foreach (var fault in Enum.GetValues<Fault>())
            yield return ($"faults: {fault}", _tally.Count(fault));
        yield return ("talkers' delay p50, p99, most", string.Join(
            ", ", delays.Max(d => d.Quantile(0.5)).ToString("F1"), delays.Max(d => d.Quantile(0.99)).ToString("F1"), $"{delays.Max(d => d.Longest):F0} ms"));
        yield return ("descriptors at start, at end", $"{start.Descriptors}, {end?.Descriptors}");
        yield return ("RSS at start, at end, peak", string.Join(
            ", ", Mebibytes(start.Rss), Mebibytes(end?.Rss), Mebibytes(end?.PeakRss)));
        yield return ("exit code of the server", $"{exitCode}");
    }

    private static string Mebibytes(long? bytes) => $"{bytes / 1048576.0:F1} MiB";
}
