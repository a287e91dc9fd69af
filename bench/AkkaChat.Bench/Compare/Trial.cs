using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Compare;

/// <summary>One measurement of one server, in a process that is new.</summary>
internal sealed class Trial(Contender contender, Workload workload, TimeSpan duration, CancellationToken cancellation)
{
    private const int WarmUpMembers = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public async Task<TrialResult> RunAsync(int round)
    {
        var result = new TrialResult(workload.Name, contender.Name, round);
        try
        {
            using var server = await StartedServer.StartAsync(contender.Command, cancellation);
            await Task.Delay(Pause, cancellation);
            if (workload.IdleMembers > 0)
                result = await IdleAsync(server, result);
            if (workload.Shape is { } shape)
                result = await LoadAsync(server, shape, result);
            await server.StopAsync();
        }
        catch (BenchException exception)
        {
            result = result with { Failure = exception.Message };
        }

        return result;
    }

    private async Task<TrialResult> LoadAsync(StartedServer server, Shape shape, TrialResult result)
    {
        if (WarmUp.Run(server.Endpoint, Protocol.Chat, shape, cancellation) is { } failure)
            return result with { Failure = failure };
        await Task.Delay(Pause, cancellation);
        using var run = new LoadRun(server.Endpoint, server.Pid, Protocol.Chat, shape, cancellation);
        var figures = run.Run(duration);
        return result with { Load = figures, ResidentBytes = Memory(server), Failure = figures.Failure };
    }

    private async Task<TrialResult> IdleAsync(StartedServer server, TrialResult result)
    {
        using (var warmUp = new IdleRun(server.Endpoint, Protocol.Chat, WarmUpMembers, cancellation))
            warmUp.Run(() => Memory(server));
        await Task.Delay(Pause, cancellation);
        using var run = new IdleRun(server.Endpoint, Protocol.Chat, workload.IdleMembers, cancellation);
        var figures = run.Run(() => Memory(server));
        return result with { Idle = figures, ResidentBytes = figures.FullBytes };
    }

    private static long Memory(StartedServer server) =>
        Vitals.Of(server.Pid)?.Rss ?? throw new BenchException("the server is gone");
}
