using System.Net;

namespace AkkaChat.Server.Observability.Events;

/// <summary>
/// What happens in the server, published on the event stream of the actor system for whoever tells it or counts it.
/// All are immutable, and none holds anything of what is said in the room.
/// </summary>
internal static class ChatEvents
{
    /// <summary>Any of them, to subscribe to.</summary>
    public interface IChatEvent;

    /// <summary>File descriptors are too few for the connections that are configured.</summary>
    /// <param name="Limit">Of open files.</param>
    /// <param name="Possible">Connections that it allows.</param>
    /// <param name="Wanted">Connections that are configured.</param>
    /// <param name="Needed">The limit that would do for them.</param>
    public sealed record DescriptorsShort(int Limit, int Possible, int Wanted, int Needed) : IChatEvent;

    /// <summary>The port of the health checks is open.</summary>
    public sealed record HealthOpened(EndPoint Endpoint) : IChatEvent;

    /// <summary>The port is open.</summary>
    public sealed record Opened(IPEndPoint Endpoint) : IChatEvent;

    /// <summary>Akka.IO's listener has ended, and all connections with it; the port is being bound again.</summary>
    public sealed record ListenerLost : IChatEvent;

    /// <summary>The port could not be bound again; the next attempt follows.</summary>
    public sealed record RebindFailed(EndPoint Endpoint, string Reason) : IChatEvent;

    /// <summary>A client has been admitted; it has no name yet.</summary>
    public sealed record Connected(EndPoint Remote) : IChatEvent;

    /// <summary>A client has become a member.</summary>
    public sealed record Joined(EndPoint Remote, string Username) : IChatEvent;

    /// <summary>A connection has ended: told once of each, admitted or not.</summary>
    /// <param name="Username">Empty if it has no valid one.</param>
    /// <param name="WasMember">False if it never joined.</param>
    /// <param name="LinesIn">Messages that it said.</param>
    /// <param name="LinesOut">Lines that it took, those of the server included.</param>
    public sealed record Ended(
        EndPoint Remote,
        string Username,
        bool WasMember,
        CloseReason Reason,
        long LinesIn,
        long LinesOut,
        TimeSpan Duration) : IChatEvent;

    /// <summary>The room has failed: its members are disconnected, and a new one opens.</summary>
    public sealed record RoomFailed(int Members) : IChatEvent;

    /// <summary>The shutdown has begun.</summary>
    /// <param name="Connections">So many are to be closed.</param>
    public sealed record Draining(int Connections) : IChatEvent;

    /// <summary>The time to drain is over: what is left is reset.</summary>
    public sealed record DrainTimedOut(int Connections) : IChatEvent;
}
