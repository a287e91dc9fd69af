using Akka.Event;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Publishes that a client connected, that it joined, and why its connection ended, with its totals: once each.
/// </summary>
internal sealed class ConnectionLifecycle(EventStream events, Client client, ConnectionStats stats, TimeSpan start)
{
    private CloseReason? _reason;
    private string _username = "";
    private bool _hasJoined;

    /// <summary>The first one that was recorded.</summary>
    public CloseReason Reason => _reason ?? CloseReason.InternalError;

    public void OnConnected() => events.Publish(new ChatEvents.ClientConnected(client));

    /// <summary>The client has sent a valid username.</summary>
    public void OnNamed(string username) => _username = username;

    public void OnJoined()
    {
        _hasJoined = true;
        events.Publish(new ChatEvents.MemberJoined(client, _username));
    }

    /// <summary>Records the first reason; later events are its consequences.</summary>
    public void SetReason(CloseReason reason) => _reason ??= reason;

    public void OnEnded(TimeSpan now) => events.Publish(new ChatEvents.ConnectionEnded(
        client, _username, _hasJoined, Reason, stats.LinesIn, stats.LinesOut, now - start));
}
