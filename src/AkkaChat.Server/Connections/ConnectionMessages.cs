namespace AkkaChat.Server.Connections;

/// <summary>From the connection manager to a ConnectionActor. A reload also sends it the new <see cref="ConnectionTimeouts"/>.</summary>
internal static class ConnectionMessages
{
    /// <summary>The server shuts down: a client without a username is closed, a member waits for the room.</summary>
    public sealed record Drain { public static readonly Drain Instance = new(); }

    /// <param name="Mute">Null to end it.</param>
    public sealed record SetMute(Mute? Mute);

    /// <summary>The client has to go, with this reason and text.</summary>
    public sealed record Expel(Rejection Rejection);
}
