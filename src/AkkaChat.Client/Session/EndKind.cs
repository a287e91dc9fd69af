namespace AkkaChat.TerminalClient.Session;

/// <summary>How a connection ended.</summary>
internal enum EndKind
{
    /// <summary>It was never open.</summary>
    Unreachable,

    /// <summary>Its certificate is not trusted.</summary>
    Untrusted,

    /// <summary>Reset, or silent although an answer was due.</summary>
    Lost,

    /// <summary>FIN from the server, without a word.</summary>
    ServerClosed,

    /// <summary>The server has said why, and closed it.</summary>
    Refused,

    /// <summary>The name was refused because a connection of ours that was lost may still hold it.</summary>
    NameHeld,
}
