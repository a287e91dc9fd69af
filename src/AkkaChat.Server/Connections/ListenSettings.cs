namespace AkkaChat.Server.Connections;

/// <param name="Host">An IP address, or a name that is resolved at start and stands for all of its addresses.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose.</param>
/// <param name="Backlog">Completed connections that the kernel queues until they are accepted.</param>
internal sealed record ListenSettings(string Host, int Port, int Backlog)
{
    public HostPort Address => new(Host, Port);
}
