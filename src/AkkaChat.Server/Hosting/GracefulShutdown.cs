using Akka;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Shuts the server down in the phases of Akka's CoordinatedShutdown. Each task sends one request to an actor; the next
/// phase begins when the actor has answered or stopped, or after a timeout.
/// </summary>
internal static class GracefulShutdown
{
    /// <summary>Part of the grace after which connections are reset; the rest is for the actor system to stop.</summary>
    private const double DrainPart = 0.9;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    /// <param name="grace">The time for a shutdown that begins now.</param>
    public static void AddTo(ActorSystem system, IReadOnlyActorRegistry actors, Listeners listeners, Func<TimeSpan> grace)
    {
        var connections = actors.Get<ConnectionManagerActor>();
        void Add(string phase, string task, IActorRef actor, Func<object> request, Func<TimeSpan> timeout) =>
            CoordinatedShutdown.Get(system).AddTask(phase, task, () => RequestAsync(actor, request(), timeout()));
        TimeSpan DrainLimit() => grace() * DrainPart;
        TimeSpan Close() => CloseTimeout;

        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "end-admission", connections, () => new ConnectionManagerActor.BeginDrain(DrainLimit()), grace);
        Add(CoordinatedShutdown.PhaseServiceUnbind, "close-room", actors.Get<RoomActor>(), () => RoomMessages.Close.Instance, DrainLimit);
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "flush-connections", connections, () => ConnectionManagerActor.AwaitDrained.Instance, grace);
        foreach (var (door, listener) in listeners.ByDoor)
            Add(CoordinatedShutdown.PhaseServiceStop, $"close-{door.Tag}", listener, () => ListenerMessages.Unbind.Instance, Close);
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "close-log", actors.Get<EventLogActor>(), () => EventLogActor.CloseLog.Instance, Close);
    }

    /// <summary>An actor that has stopped or does not answer must not hold up the phases that follow.</summary>
    private static async Task<Done> RequestAsync(IActorRef actor, object request, TimeSpan timeout)
    {
        using var expired = new CancellationTokenSource(timeout);
        await Task.WhenAny(actor.Ask<object>(request, expired.Token), actor.WatchAsync(expired.Token));
        return Done.Instance;
    }
}
