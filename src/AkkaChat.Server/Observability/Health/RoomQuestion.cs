using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Room;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkkaChat.Server.Observability.Health;

/// <summary>A check that asks the room; the question queues behind all other messages.</summary>
internal abstract class RoomQuestion<TAnswer>(IReadOnlyActorRegistry actors, object question) : IHealthCheck
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
            var answer = await room.Ask<TAnswer>(question, Timeout, cancellationToken);
            return ProblemIn(answer) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
        }
        catch (AskTimeoutException)
        {
            return HealthCheckResult.Unhealthy("the room does not answer");
        }
    }

    /// <returns>Null if there is none.</returns>
    protected abstract string? ProblemIn(TAnswer answer);
}
