using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while the port is open and the server does not shut down.</summary>
internal sealed class ListenerCheck(IReadOnlyActorRegistry actors, IHostApplicationLifetime lifetime) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The port stays open until the last connection has been flushed.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("the server is shutting down");

        return actors.TryGet<ListenerActor>(out var listener) && await IsOpenAsync(listener, cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("the port is not open");
    }

    private static async Task<bool> IsOpenAsync(IActorRef listener, CancellationToken cancellationToken)
    {
        try
        {
            var state = await listener.Ask<ListenerActor.State>(ListenerActor.GetState.Instance, Timeout, cancellationToken);
            return state.Endpoint is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
