using Akka.Actor;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while all doors are open and the server does not shut down.</summary>
internal sealed class ListenerCheck(Listeners listeners, IHostApplicationLifetime lifetime) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The port stays open until the last connection has been flushed.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("the server is shutting down");

        foreach (var (door, listener) in listeners.ByDoor)
        {
            if (!await IsOpenAsync(listener, cancellationToken))
                return HealthCheckResult.Unhealthy($"the {door.Tag} port is not open");
        }

        return HealthCheckResult.Healthy();
    }

    private static async Task<bool> IsOpenAsync(IActorRef listener, CancellationToken cancellationToken)
    {
        try
        {
            var state = await listener.Ask<ListenerMessages.State>(ListenerMessages.GetState.Instance, Timeout, cancellationToken);
            return state.Endpoint is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
