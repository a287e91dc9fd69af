namespace AkkaChat.Server.Connections;

/// <param name="Host">An IP address, or a name that is resolved at start and stands for all of its addresses.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose.</param>
/// <param name="Backlog">Completed connections that the kernel queues until they are accepted; of each door.</param>
/// <param name="IsDirect">The plain port does not use Akka.IO.</param>
/// <param name="UnixPath">Path of the Unix socket; empty for none.</param>
/// <param name="Tls">Where to listen for TLS; null for nowhere.</param>
internal sealed record ListenSettings(string Host, int Port, int Backlog, bool IsDirect, string UnixPath, HostPort? Tls)
{
    public HostPort Address => new(Host, Port);
}
