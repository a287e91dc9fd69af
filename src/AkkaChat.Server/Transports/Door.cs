namespace AkkaChat.Server.Transports;

/// <summary>How a client reaches the room. The names in lower case are those in the log and in metrics.</summary>
internal enum Door
{
    /// <summary>The plain port.</summary>
    Tcp,

    /// <summary>A Unix socket.</summary>
    Unix,

    /// <summary>TLS.</summary>
    Tls,

    /// <summary>WebSocket.</summary>
    Ws,

    /// <summary>WebSocket over TLS.</summary>
    Wss,
}
