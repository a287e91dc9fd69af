using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Is the port open, for clients that will be served?</summary>
internal sealed class ListenerCheck(IReadOnlyActorRegistry actors, IHostApplicationLifetime lifetime) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Known here before the listener is told to drain.
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
            return (await listener.Ask<ListenerActor.State>(ListenerActor.GetState.Instance, Patience, cancellationToken)).IsOpen;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
