using System.Net.Sockets;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Load;

/// <summary>Measures a server, which is started for it, with one workload: join, warm up, send.</summary>
internal sealed class Measurement(double warmUpSeconds, double seconds, CancellationToken cancellation)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    public async Task<LoadFigures> RunAsync(Workload workload, LoadFigures figures, ServerCommand command)
    {
        using var server = await StartedServer.StartAsync(command, cancellation);
        await Task.Delay(Settling, cancellation);
        try
        {
            var empty = server.Stats?.Rss;
            using var run = new LoadRun(workload, server, cancellation);
            figures = figures with { Speed = run.Join() };
            if (workload.Senders > 0)
            {
                await using var who = server.ControlPath is { } path ? new WhoRequests(path) : null;
                if (warmUpSeconds > 0)
                    run.Send(figures, TimeSpan.FromSeconds(warmUpSeconds), workload.Lines / 3);
                run.StopReading();
                await Task.Delay(Settling, cancellation);
                figures = run.Send(figures, TimeSpan.FromSeconds(seconds), workload.Lines);
            }

            await Task.Delay(Settling, cancellation);
            var full = server.Stats?.Rss;
            var perMember = workload.Senders == 0 ? (full - empty) / workload.Members : null;
            figures = figures with { Rss = full, RssPerMember = perMember };
        }
        catch (Exception exception) when (exception is FaultException or IOException or SocketException)
        {
            figures = figures with { Speed = null, Fault = exception.Message };
        }

        await server.StopAsync();
        return figures;
    }
}
