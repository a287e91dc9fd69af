using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Does the room still take what it is told?</summary>
internal sealed class RoomCheck(IReadOnlyActorRegistry actors) : IHealthCheck
{
    /// <summary>Far more than it ever needs under load.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!actors.TryGet<RoomActor>(out var room))
            return HealthCheckResult.Unhealthy("the room is not open yet");

        try
        {
            // In line with all other messages; of an actor that has ended nobody is identified.
            var identity = await room.Ask<ActorIdentity>(new Identify(nameof(RoomCheck)), Patience, cancellationToken);
            return identity.Subject is null
                ? HealthCheckResult.Unhealthy("the room is gone")
                : HealthCheckResult.Healthy();
        }
        catch (AskTimeoutException)
        {
            return HealthCheckResult.Unhealthy("the room does not answer");
        }
    }
}
