using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while this node of a cluster is a part of the room.</summary>
internal sealed class RelayCheck(IReadOnlyActorRegistry actors) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // RoomCheck reports a room that does not answer.
        if (!actors.TryGet<RoomActor>(out var relay))
            return HealthCheckResult.Unhealthy("the room is not open yet");

        try
        {
            var state = await relay.Ask<ContactState>(RelayActor.GetContact.Instance, Timeout, cancellationToken);
            return state switch
            {
                ContactState.Waiting => HealthCheckResult.Unhealthy("the room of the cluster is not open yet"),
                ContactState.Lost => HealthCheckResult.Unhealthy("the node has lost the cluster"),
                _ => HealthCheckResult.Healthy(),
            };
        }
        catch (AskTimeoutException)
        {
            return HealthCheckResult.Unhealthy("the room does not answer");
        }
    }
}
