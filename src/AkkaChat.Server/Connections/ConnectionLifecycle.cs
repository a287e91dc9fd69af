using System.Net;
using Akka.Event;
using AkkaChat.Server.Observability.Events;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Publishes that a client connected, that it joined, and why its connection ended, with its totals: once each.
/// </summary>
internal sealed class ConnectionLifecycle(EventStream events, EndPoint remote, ConnectionStats stats, TimeSpan start)
{
    private CloseReason? _reason;
    private string _username = "";
    private bool _hasJoined;

    public void OnConnected() => events.Publish(new ChatEvents.ClientConnected(remote));

    /// <summary>The client has sent a valid username.</summary>
    public void OnNamed(string username) => _username = username;

    public void OnJoined()
    {
        _hasJoined = true;
        events.Publish(new ChatEvents.MemberJoined(remote, _username));
    }

    /// <summary>Records the first reason; later events are its consequences.</summary>
    public void SetReason(CloseReason reason) => _reason ??= reason;

    public void OnEnded(TimeSpan now) => events.Publish(new ChatEvents.ConnectionEnded(
        remote, _username, _hasJoined, _reason ?? CloseReason.InternalError, stats.LinesIn, stats.LinesOut, now - start));
}
