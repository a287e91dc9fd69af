using Akka.Actor;

namespace AkkaChat.Server.Connections;

/// <summary>The timers of a <see cref="ConnectionActor"/>. Each is the key of its timer and the message that it sends.</summary>
internal enum ConnectionTimer
{
    Handshake,
    Join,
    Idle,
    RateLimit,
    Mute,
    SlowConsumer,
    Flush,
    LingerQuiet,
    LingerLimit,
}

internal static class ConnectionTimers
{
    /// <summary>Starts or restarts a timer.</summary>
    public static void Start(this ITimerScheduler timers, ConnectionTimer timer, TimeSpan timeout) =>
        timers.StartSingleTimer(timer, timer, timeout);
}
