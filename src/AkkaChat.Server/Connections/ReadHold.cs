namespace AkkaChat.Server.Connections;

/// <summary>Why a <see cref="ReadGate"/> holds reads back.</summary>
[Flags]
internal enum ReadHold
{
    None = 0,

    /// <summary>The room has not made the client a member yet.</summary>
    Joining = 1,

    /// <summary>The room has not accepted the last lines yet.</summary>
    SayPending = 2,

    /// <summary>The client has used up its rate limit.</summary>
    RateLimit = 4,

    /// <summary>The client does not read what it is sent.</summary>
    Congestion = 8,

    /// <summary>The connection closes. Never released.</summary>
    Closing = 16,
}
