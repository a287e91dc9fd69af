namespace AkkaChat.Server.Connections;

/// <summary>
/// The messages between a connection and the connection manager when the first line is complete: the manager counts wrong
/// passwords, and knows which names are banned or muted.
/// </summary>
internal static class HandshakeMessages
{
    /// <summary>
    /// The first line has been read. Answered by <see cref="FirstLineAccepted"/> or <see cref="FirstLineRefused"/>, unless the
    /// server shuts down.
    /// </summary>
    /// <param name="IsPasswordRight">Null if the room has no password.</param>
    /// <param name="Username">Null if it is not valid.</param>
    /// <param name="Stats">Of the connection.</param>
    public sealed record FirstLineRead(bool? IsPasswordRight, string? Username, ConnectionStats Stats);

    /// <summary>The client may join.</summary>
    /// <param name="Mute">Null if it is not muted.</param>
    public sealed record FirstLineAccepted(Mute? Mute);

    /// <summary>The client may not join. Sent a second late if the password is wrong, so that guessing is slow.</summary>
    /// <param name="Username">For the log; empty if the password is wrong, which may have been sent in place of the username.</param>
    public sealed record FirstLineRefused(Rejection Rejection, string Username);
}
