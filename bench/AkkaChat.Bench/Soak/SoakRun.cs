using System.Diagnostics;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Soak;

/// <summary>A run from the start of the server to its end.</summary>
internal sealed class SoakRun(SoakOptions options, TextWriter output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FdPoll = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than a server waits for anything of a connection.</summary>
    private static readonly TimeSpan FdLimit = TimeSpan.FromSeconds(75);

    /// <summary>More than all limits of what comes before and after the load together.</summary>
    private static readonly TimeSpan WatchdogMargin = TimeSpan.FromMinutes(30);

    private readonly Tally _tally = new(output);

    /// <returns>Whether the verdict is good.</returns>
    public async Task<bool> RunAsync(CancellationToken interrupted)
    {
        output.WriteLine($"seed {options.Seed}");
        // Whatever else was not thought of: this program ends.
        await using var watchdog = new Timer(
            _ => GiveUp(), null, options.Duration + WatchdogMargin, Timeout.InfiniteTimeSpan);

        using var server = await FindServerAsync(interrupted);
        await Task.Delay(Settling, interrupted);
        var start = Vitals.Of(server.Pid) ?? throw new BenchException("the server is gone");

        var load = await PutLoadAsync(server, interrupted);
        var end = await WhenFdsAreBackAsync(server, start.Fds + SoakResult.FdTolerance);
        var serverEnd = await server.StopAsync();

        var result = new SoakResult(options, load, start, end, serverEnd);
        if (end is null || !result.ServerEndedWell)
            TellOutput(server);
        var summary = new Summary(result, _tally);
        summary.Write(output);
        return summary.IsGood;
    }

    private async Task<IServerUnderTest> FindServerAsync(CancellationToken cancellation)
    {
        if (options.Attach is { } attach)
            return new AttachedServer(attach.Endpoint, attach.Pid);
        var command = options.ServerCommand ?? await ServerBuild.CommandAsync(cancellation);
        return await StartedServer.StartAsync(command, cancellation);
    }

    private async Task<LoadResult> PutLoadAsync(IServerUnderTest server, CancellationToken interrupted)
    {
        using var isOver = new CancellationTokenSource();
        var status = new StatusLine(server, _tally, output).RunAsync(isOver.Token);
        var result = await new Load(options, server.Endpoint, _tally).RunAsync(interrupted);
        await isOver.CancelAsync();
        await status;
        return result;
    }

    /// <summary>Gives the server time to notice that everybody has left.</summary>
    private static async Task<Vitals?> WhenFdsAreBackAsync(IServerUnderTest server, int most)
    {
        var watch = Stopwatch.StartNew();
        var vitals = Vitals.Of(server.Pid);
        while (vitals is not null && vitals.Fds > most && watch.Elapsed < FdLimit)
        {
            await Task.Delay(FdPoll);
            vitals = Vitals.Of(server.Pid);
        }

        return vitals;
    }

    private void GiveUp()
    {
        output.WriteLine("the run does not come to an end");
        Environment.Exit(ExitCode.Failed);
    }

    private void TellOutput(IServerUnderTest server)
    {
        output.WriteLine("the last words of the server:");
        foreach (var line in server.Output)
            output.WriteLine($"  {line}");
    }
}
