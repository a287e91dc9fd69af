using Akka;
using Akka.Actor;
using Akka.Hosting;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// The orderly end of the service, in the phases of Akka's CoordinatedShutdown. Each task sends one request to an actor;
/// the next phase begins when it is answered.
/// </summary>
internal static class GracefulShutdown
{
    /// <summary>Part of the grace after which connections are reset; the rest is for the actor system to stop.</summary>
    private const double DrainShare = 0.9;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    public static void AddTo(ActorSystem system, IReadOnlyActorRegistry actors, TimeSpan grace)
    {
        var drainLimit = grace * DrainShare;
        var connections = actors.Get<ConnectionManagerActor>();
        void Add(string phase, string task, IActorRef actor, object request, TimeSpan timeout) =>
            CoordinatedShutdown.Get(system).AddTask(phase, task, () => RequestAsync(actor, request, timeout));

        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "end-admission", connections, new ConnectionManagerActor.BeginDrain(drainLimit), grace);
        Add(CoordinatedShutdown.PhaseServiceUnbind, "close-room", actors.Get<RoomActor>(), RoomMessages.CloseRoom.Instance, drainLimit);
        Add(CoordinatedShutdown.PhaseServiceRequestsDone, "flush-connections", connections, ConnectionManagerActor.AwaitDrained.Instance, grace);
        Add(CoordinatedShutdown.PhaseServiceStop, "close-port", actors.Get<ListenerActor>(), ListenerActor.Unbind.Instance, CloseTimeout);
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "close-log", actors.Get<EventLogActor>(), EventLogActor.CloseLog.Instance, CloseTimeout);
    }

    /// <summary>No phase is cut short by a timeout of its own: the tasks have theirs.</summary>
    public static string PhaseTimeout(TimeSpan grace) =>
        $"akka.coordinated-shutdown.default-phase-timeout = {(grace + CloseTimeout).TotalMilliseconds:F0}ms";

    /// <summary>An actor that has stopped or does not answer must not hold up the phases that follow.</summary>
    private static async Task<Done> RequestAsync(IActorRef actor, object request, TimeSpan timeout)
    {
        using var expired = new CancellationTokenSource(timeout);
        await Task.WhenAny(actor.Ask<object>(request, expired.Token), actor.WatchAsync(expired.Token));
        return Done.Instance;
    }
}
