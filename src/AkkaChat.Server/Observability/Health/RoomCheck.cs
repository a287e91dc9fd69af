using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaChat.Server.Observability.Health;

/// <summary>Healthy while the room processes its mailbox.</summary>
internal sealed class RoomCheck(IReadOnlyActorRegistry actors) : IHealthCheck
{
    /// <summary>Far longer than a message ever waits in the mailbox under load.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!actors.TryGet<RoomActor>(out var room))
            return HealthCheckResult.Unhealthy("the room is not open yet");

        try
        {
            // Queues behind all other messages. For an actor that has stopped the answer has no subject.
            var identity = await room.Ask<ActorIdentity>(new Identify(nameof(RoomCheck)), Timeout, cancellationToken);
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
