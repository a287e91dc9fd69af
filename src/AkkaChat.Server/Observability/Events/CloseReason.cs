namespace AkkaChat.Server.Observability.Events;

/// <summary>Why a connection ended. Each connection has exactly one reason: the first cause of its end.</summary>
internal enum CloseReason
{
    /// <summary>The client closed its side (FIN).</summary>
    ClientClosed,

    /// <summary>Reset by the client or the network, or keep-alive failed.</summary>
    Reset,

    /// <summary>Rejected: limits.max-connections.</summary>
    RoomFull,

    /// <summary>Rejected: limits.max-connections-per-address.</summary>
    AddressFull,

    /// <summary>
    /// Reset: it comes from a trusted proxy and has not sent a valid PROXY header in time, or too many others waited for theirs.
    /// </summary>
    ProxyHeader,

    /// <summary>Rejected: a WebSocket that a page of another origin has opened, see web.origins.</summary>
    ForeignOrigin,

    /// <summary>Rejected: the first line is that of another protocol, such as HTTP.</summary>
    NotAChatClient,

    /// <summary>Rejected: a wrong password or none, or too many wrong ones from the same address.</summary>
    WrongPassword,

    /// <summary>Rejected: the first line is not a valid username.</summary>
    InvalidUsername,

    /// <summary>Rejected: another member has the name, and names are unique.</summary>
    NameTaken,

    /// <summary>Rejected: no username within limits.handshake-timeout.</summary>
    HandshakeTimeout,

    /// <summary>Rejected or disconnected: its address is in limits.denied-addresses, or an operator has banned it or its name.</summary>
    Banned,

    /// <summary>Disconnected by an operator.</summary>
    Kicked,

    /// <summary>No message within limits.idle-timeout.</summary>
    Idle,

    /// <summary>Congested for the whole of limits.slow-consumer-grace, or more than limits.max-pending to send.</summary>
    SlowConsumer,

    /// <summary>The server shut down.</summary>
    Shutdown,

    /// <summary>The room failed, which disconnects all members.</summary>
    RoomRestarted,

    /// <summary>The ConnectionActor failed, or the connection manager restarted, which ends all connections.</summary>
    InternalError,
}
