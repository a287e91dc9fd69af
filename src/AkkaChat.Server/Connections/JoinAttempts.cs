using Akka.Actor;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Asks the room to make a client a member, and asks again for a second while its name is in use, at intervals that double: a client
/// that reconnects at once may be there before the room knows that its old connection has ended. Not thread-safe: used by its
/// ConnectionActor alone.
/// </summary>
internal sealed class JoinAttempts(IActorRef room, Username username, ITimerScheduler timers)
{
    public const int MaxRetries = 5;
    public static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1.0 / 31);

    private readonly RoomMessages.Join _join = new(username);
    private int _retries;

    public void Send() => room.Tell(_join);

    /// <summary>Starts the timer of the next attempt.</summary>
    /// <returns>False if there is none left.</returns>
    public bool TryAgain()
    {
        if (_retries == MaxRetries)
            return false;

        timers.Start(ConnectionTimer.Join, FirstInterval * (1 << _retries++));
        return true;
    }
}
