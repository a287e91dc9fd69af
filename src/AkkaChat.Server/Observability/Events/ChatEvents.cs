using System.Net;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Observability.Events;

/// <summary>
/// Immutable events, published on the event stream of the actor system; the log and the metrics subscribe to them. None
/// contains the text of a client's message.
/// </summary>
internal static class ChatEvents
{
    /// <summary>Base of all events, to subscribe to.</summary>
    public interface IChatEvent;

    /// <summary>RLIMIT_NOFILE is too low for limits.max-connections.</summary>
    /// <param name="Limit">Open files.</param>
    /// <param name="Possible">Connections within <paramref name="Limit"/>.</param>
    /// <param name="Wanted">Connections that are configured.</param>
    /// <param name="Needed">Limit of open files for <paramref name="Wanted"/>.</param>
    public sealed record DescriptorsShort(int Limit, int Possible, int Wanted, int Needed) : IChatEvent;

    /// <summary>The room has a password, which clients send unencrypted to an address that is not of the loopback.</summary>
    public sealed record PasswordUnencrypted(IPEndPoint Endpoint) : IChatEvent;

    /// <summary>The port of the health checks is open.</summary>
    public sealed record HealthOpened(EndPoint Endpoint) : IChatEvent;

    /// <summary>A door is open at one address.</summary>
    public sealed record ListenerOpened(Door Door, EndPoint Endpoint) : IChatEvent;

    /// <summary>Accepting fails: the first of several in succession. The next attempts follow.</summary>
    public sealed record AcceptFailed(Door Door, string Reason) : IChatEvent;

    /// <summary>The machine lacks one of the addresses of listen.host; the port is open at another.</summary>
    public sealed record AddressSkipped(IPEndPoint Endpoint, string Reason) : IChatEvent;

    /// <summary>Akka.IO's listener has stopped, which resets its connections. The port is being bound again.</summary>
    public sealed record ListenerLost(IPEndPoint Endpoint) : IChatEvent;

    /// <summary>The port could not be bound again; the next attempt follows.</summary>
    public sealed record RebindFailed(IPEndPoint Endpoint, string Reason) : IChatEvent;

    /// <summary>The certificate's files have changed; new connections get the new one.</summary>
    public sealed record CertificateRenewed(string Subject, DateTimeOffset Expiry) : IChatEvent;

    /// <summary>The certificate's files are of no use: the one that was read before stays.</summary>
    public sealed record CertificateUnusable(string Reason) : IChatEvent;

    /// <summary>The certificate expires soon, or has expired.</summary>
    /// <param name="Left">Negative if it has expired.</param>
    public sealed record CertificateExpires(string Subject, TimeSpan Left) : IChatEvent;

    /// <summary>The configuration was read again, and takes effect but for what needs a restart.</summary>
    /// <param name="Changed">Keys whose change takes effect.</param>
    /// <param name="NeedsRestart">Keys that have changed in the files only.</param>
    public sealed record ConfigurationReloaded(IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart) : IChatEvent;

    /// <summary>The configuration that was read again is not valid: nothing has changed.</summary>
    public sealed record ReloadRefused(IReadOnlyList<string> Problems) : IChatEvent;

    /// <summary>The operator's socket is open.</summary>
    public sealed record ControlSocketOpened(string Path) : IChatEvent;

    /// <summary>An operator's command has been answered.</summary>
    /// <param name="Command">As it would be entered; one line.</param>
    /// <param name="IsRead">It changes nothing.</param>
    /// <param name="Uid">Of the user who gave it; null if that is not known.</param>
    /// <param name="Affected">How many it concerned; null if that is no question.</param>
    /// <param name="Cause">Null unless it has failed.</param>
    public sealed record OperatorCommand(
        string Verb, string Command, bool IsRead, uint? Uid, CommandOutcome Outcome, int? Affected = null, Exception? Cause = null) : IChatEvent
    {
        /// <summary>Nodes of a cluster that have not answered: it may not be carried out there.</summary>
        public IReadOnlyList<string> Unreached { get; init; } = [];
    }

    /// <summary>A change that an operator has asked of a node of a cluster is carried out on this one, or any command has failed on it.</summary>
    /// <param name="Command">As it would be entered; one line.</param>
    /// <param name="Uid">Of the user who gave it; null if that is not known.</param>
    /// <param name="From">The node that the operator has asked; null for this one.</param>
    /// <param name="Cause">Null unless it has failed here.</param>
    public sealed record NodeCommand(string Command, uint? Uid, string? From, Exception? Cause) : IChatEvent;

    /// <summary>No other node of the cluster has answered which bans and mutes hold.</summary>
    public sealed record RestrictionsUnknown : IChatEvent;

    /// <summary>A client has been admitted; it has no name yet.</summary>
    public sealed record ClientConnected(Client Client) : IChatEvent;

    /// <summary>A client has become a member.</summary>
    public sealed record MemberJoined(Client Client, string Username) : IChatEvent;

    /// <summary>A connection has ended; published once per connection, admitted or not.</summary>
    /// <param name="Username">Empty if the client sent no valid one.</param>
    /// <param name="LinesIn">Messages received from the client.</param>
    /// <param name="LinesOut">Lines sent to the client, the server's own included.</param>
    public sealed record ConnectionEnded(
        Client Client,
        string Username,
        bool WasMember,
        CloseReason Reason,
        long LinesIn,
        long LinesOut,
        TimeSpan Duration) : IChatEvent
    {
        /// <summary>The end of a connection that had no ConnectionActor.</summary>
        public static ConnectionEnded NotAdmitted(Client client, CloseReason reason) =>
            new(client, "", WasMember: false, reason, 0, 0, TimeSpan.Zero);
    }

    /// <summary>A node is up in the cluster of this one; also this one.</summary>
    /// <param name="Node">Host and port; so in the following events.</param>
    public sealed record NodeUp(string Node) : IChatEvent;

    /// <summary>A node is up that this one cannot exchange messages with.</summary>
    /// <param name="Version">Of its messages; null if it is no server of this kind.</param>
    /// <param name="OwnVersion">Of the messages of this node.</param>
    public sealed record NodeIncompatible(string Node, int? Version, int OwnVersion) : IChatEvent;

    /// <summary>A node does not answer. If that goes on, the side with the majority goes on without the other.</summary>
    public sealed record NodeUnreachable(string Node) : IChatEvent;

    /// <summary>A node answers again.</summary>
    public sealed record NodeReachable(string Node) : IChatEvent;

    /// <summary>A node is no longer a part of the cluster.</summary>
    /// <param name="HasLeft">It has left in order; otherwise it did not answer.</param>
    public sealed record NodeRemoved(string Node, bool HasLeft) : IChatEvent;

    /// <summary>The sequencer of the room runs on this node from now on.</summary>
    public sealed record SequencerStarted : IChatEvent;

    /// <summary>This node starts, and opens its doors when it is attached to a room.</summary>
    /// <param name="ToBegin">How many of the seeds must be up for a new room.</param>
    public sealed record RoomAwaited(int ToBegin, int Seeds) : IChatEvent;

    /// <summary>This node receives the stream of a sequencer.</summary>
    /// <param name="Epoch">Number of its epoch.</param>
    /// <param name="Nodes">The size of the set of nodes.</param>
    public sealed record RoomAttached(long Epoch, int Nodes) : IChatEvent;

    /// <summary>No sequencer has served this node for a long time: its members are disconnected.</summary>
    public sealed record RoomLost(int Members) : IChatEvent;

    /// <summary>Nor has any come since: the server ends.</summary>
    public sealed record RoomGivenUp : IChatEvent;

    /// <summary>The stream went on without this node, or was not the one that its members saw: they are disconnected.</summary>
    public sealed record RoomNotResumed(int Members) : IChatEvent;

    /// <summary>The room failed and restarts; its members are disconnected.</summary>
    public sealed record RoomFailed(int Members) : IChatEvent;

    /// <summary>The shutdown has begun.</summary>
    /// <param name="Connections">Connections that are still open.</param>
    public sealed record DrainStarted(int Connections) : IChatEvent;

    /// <summary>The shutdown grace is over; the connections that are left are reset.</summary>
    public sealed record DrainTimedOut(int Connections) : IChatEvent;
}
