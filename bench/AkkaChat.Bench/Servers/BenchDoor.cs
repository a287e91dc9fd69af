namespace AkkaChat.Bench.Servers;

/// <summary>How clients reach a server.</summary>
internal enum BenchDoor
{
    Tcp,
    Unix,
    Tls,

    /// <summary>The WebSocket.</summary>
    Ws,

    /// <summary>The WebSocket over TLS.</summary>
    Wss,
}
