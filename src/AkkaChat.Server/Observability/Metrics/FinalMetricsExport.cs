using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>
/// Exports the last values at the shutdown. Hosted services stop in reverse order, so it is registered before the actor
/// system. The disposal of the MeterProvider would export too late: the IMeterFactory has disposed of the meter by then.
/// </summary>
internal sealed class FinalMetricsExport(MeterProvider provider) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => provider.Shutdown(MetricsRegistration.ExportTimeoutMs), CancellationToken.None);
}
