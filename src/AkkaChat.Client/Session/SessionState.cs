namespace AkkaChat.TerminalClient.Session;

/// <summary>Where a session is on its way to the room.</summary>
internal enum SessionState
{
    Connecting,

    /// <summary>The name is sent. The server does not confirm it: if it has not refused it for a while, the state is <see cref="Connected"/>.</summary>
    Joining,
    Connected,

    /// <summary>For the next attempt.</summary>
    Waiting,

    /// <summary>The user has to act.</summary>
    Refused,

    /// <summary>As <see cref="Refused"/>, by entering the password of the room.</summary>
    PasswordNeeded,
}
