namespace AkkaChat.Server.Observability.Events;

/// <summary>Why a connection ended. Each connection has exactly one reason: what began its end.</summary>
internal enum CloseReason
{
    /// <summary>The client closed, and was through (FIN).</summary>
    ClientClosed,

    /// <summary>The connection broke: a reset, or no answer to keep-alive.</summary>
    Reset,

    /// <summary>Refused: all connections that may be open are.</summary>
    RoomFull,

    /// <summary>Refused: all connections that one address may have open are.</summary>
    AddressFull,

    /// <summary>Refused: no username can be so.</summary>
    InvalidUsername,

    /// <summary>Refused: another member bears the name.</summary>
    NameTaken,

    /// <summary>Refused: no username in time.</summary>
    HandshakeTimeout,

    /// <summary>No message for too long.</summary>
    Idle,

    /// <summary>It did not read what it was sent.</summary>
    SlowConsumer,

    /// <summary>The server shut down.</summary>
    Shutdown,

    /// <summary>The room failed, which disconnects all of its members.</summary>
    RoomRestarted,

    /// <summary>What served the connection failed.</summary>
    InternalError,
}
