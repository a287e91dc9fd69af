using System.Net;

namespace AkkaChat.Bench.Server;

/// <summary>The server as seen from outside: where it listens, and which process it is.</summary>
internal interface IServerUnderTest : IDisposable
{
    IPEndPoint Endpoint { get; }

    int Pid { get; }

    /// <summary>The last lines that it wrote.</summary>
    IReadOnlyCollection<string> Output { get; }

    /// <summary>Ends it in order, if it is ours to end.</summary>
    /// <returns>Null if it is somebody else's.</returns>
    Task<ServerEnd?> StopAsync();
}
