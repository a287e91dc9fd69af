namespace AkkaChat.Server.Connections;

/// <summary>The messages between a connection and the connection manager, which counts wrong passwords.</summary>
internal static class PasswordMessages
{
    /// <summary>
    /// The client has sent a password. Answered by <see cref="PasswordAccepted"/> or <see cref="PasswordRefused"/>, unless the
    /// server shuts down.
    /// </summary>
    public sealed record PasswordAttempt(bool IsRight);

    /// <summary>The client may join.</summary>
    public sealed record PasswordAccepted { public static readonly PasswordAccepted Instance = new(); }

    /// <summary>Sent when the client has waited long enough.</summary>
    public sealed record PasswordRefused(Rejection Rejection);
}
