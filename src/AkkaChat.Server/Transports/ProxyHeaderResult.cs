namespace AkkaChat.Server.Transports;

/// <summary>Result of <see cref="ProxyHeader.Read"/>.</summary>
internal enum ProxyHeaderResult
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The stream begins with a header.</summary>
    Complete,

    /// <summary>The stream does not begin with a header, whatever follows.</summary>
    Invalid,
}
