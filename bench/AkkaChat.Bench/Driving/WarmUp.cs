using System.Net;

namespace AkkaChat.Bench.Driving;

/// <summary>Lets a server, and the driver, compile what they are going to need.</summary>
internal static class WarmUp
{
    private const long Messages = 100_000;

    /// <summary>After so long a server that is compiled while it runs is nearly as fast as it will ever be.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <summary>Some seconds of the same load, without those who never read: the server would be busy with them.</summary>
    /// <returns>What the server did wrong, or null.</returns>
    public static string? Run(IPEndPoint server, Protocol protocol, Shape shape, CancellationToken cancellation)
    {
        var similar = shape with
        {
            StuckReaders = 0,
            Messages = shape.Messages is null ? null : Messages,
        };
        using var run = new LoadRun(server, null, protocol, similar, cancellation);
        return run.Run(Duration).Failure;
    }
}
