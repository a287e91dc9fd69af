using Akka.Actor;
using Akka.Event;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Keeps the sockets that Akka.IO accepts too early. TcpListener of Akka.NET 1.5 starts to accept before it can handle
/// what it accepts: until it is bound, an accepted socket ends as an UnhandledMessage, its client waits for ever, and one
/// of the few accept operations is used up. The messages are collected while it binds, and given back to it once it has. Not needed once no
/// UnhandledMessage of a TcpListener is published while a port is bound under a flood of connections.
/// </summary>
/// <param name="owner">Receives each <see cref="UnhandledMessage"/> while a bind is in progress, and adds it here.</param>
internal sealed class EarlyAccepts(EventStream events, IActorRef owner)
{
    private readonly List<UnhandledMessage> _unhandled = [];

    /// <summary>A bind is in progress.</summary>
    public bool IsCollecting { get; private set; }

    public void StartCollecting()
    {
        IsCollecting = true;
        events.Subscribe(owner, typeof(UnhandledMessage));
    }

    public void Add(UnhandledMessage unhandled) => _unhandled.Add(unhandled);

    /// <summary>Gives back what belongs to <paramref name="socket"/>, and stops collecting.</summary>
    public void ReturnTo(IActorRef socket)
    {
        foreach (var unhandled in _unhandled)
        {
            if (unhandled.Recipient.Equals(socket))
                socket.Tell(unhandled.Message);
        }

        StopCollecting();
    }

    public void StopCollecting()
    {
        IsCollecting = false;
        events.Unsubscribe(owner, typeof(UnhandledMessage));
        _unhandled.Clear();
    }
}
