using System.Net;

namespace AkkaChat.Bench.Server;

/// <summary>A server that somebody else has started, and will stop.</summary>
internal sealed class AttachedServer(IPEndPoint endpoint, int pid) : IServerUnderTest
{
    public IPEndPoint Endpoint => endpoint;

    public int Pid => pid;

    public IReadOnlyCollection<string> Output => [];

    public Task<ServerEnd?> StopAsync() => Task.FromResult<ServerEnd?>(null);

    public void Dispose()
    {
    }
}
