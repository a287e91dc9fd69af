using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace AkkaChat.Server.Observability.Metrics;

/// <summary>
/// Pushes what there is to tell at the end. It is to be registered ahead of what is measured, which then stops before it;
/// and it is not left to the disposal of the provider, which comes when the meter is gone.
/// </summary>
internal sealed class FinalMetricsExport(MeterProvider provider) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => provider.Shutdown(MetricsRegistration.ExportTimeoutMs), CancellationToken.None);
}
