namespace AkkaChat.Server.Transports;

/// <summary>Result of <see cref="ProxyHeader.Read"/>.</summary>
internal enum ProxyHeaderResult
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The stream begins with a header.</summary>
    Complete,

    /// <summary>Whatever follows, the stream does not begin with a header.</summary>
    Invalid,
}
