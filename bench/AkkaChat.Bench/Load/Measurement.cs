using AkkaChat.Bench.Servers;
using AkkaChat.Bench.Wire;

namespace AkkaChat.Bench.Load;

/// <summary>Measures one server with one workload: join, warm up, send.</summary>
internal sealed class Measurement(double warmUpSeconds, double seconds, CancellationToken cancellation)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures a server that is started for it.</summary>
    public async Task<LoadFigures> RunAsync(Workload workload, LoadFigures figures, ServerCommand command)
    {
        using var server = await StartedServer.StartAsync(command, cancellation);
        await Task.Delay(Settling, cancellation);
        figures = await RunAsync(workload, figures, server.Port, server.Pid);
        await server.StopAsync();
        return figures;
    }

    /// <summary>Measures a server that is running.</summary>
    public async Task<LoadFigures> RunAsync(Workload workload, LoadFigures figures, int port, int? pid)
    {
        try
        {
            var empty = ProcessStats.Of(pid)?.Rss;
            using var run = new LoadRun(workload, new Connector(port), pid, cancellation);
            figures = figures with { Speed = run.Join() };
            if (workload.Senders > 0)
            {
                if (warmUpSeconds > 0)
                    run.Send(figures, TimeSpan.FromSeconds(warmUpSeconds), workload.Lines / 3);
                run.StopReading();
                await Task.Delay(Settling, cancellation);
                figures = run.Send(figures, TimeSpan.FromSeconds(seconds), workload.Lines);
            }

            await Task.Delay(Settling, cancellation);
            var full = ProcessStats.Of(pid)?.Rss;
            var perMember = workload.Senders == 0 ? (full - empty) / workload.Members : null;
            return figures with { Rss = full, RssPerMember = perMember };
        }
        catch (Exception exception) when (exception is FaultException or IOException)
        {
            return figures with { Speed = null, Fault = exception.Message };
        }
    }
}
