using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Soak;

/// <summary>What a run has found.</summary>
/// <param name="Start">The server before the first client.</param>
/// <param name="End">The server after the last client; null if it was gone.</param>
/// <param name="ServerEnd">Null if the server is not ours to stop.</param>
internal sealed record SoakResult(
    SoakOptions Options, LoadResult Load, Vitals Start, Vitals? End, ServerEnd? ServerEnd)
{
    /// <summary>File descriptors that may be left over: what a server opens once and keeps.</summary>
    public const int FdTolerance = 10;

    public bool FdsCameBack => End is not null && End.Fds <= Start.Fds + FdTolerance;

    public bool ServerEndedWell => ServerEnd is null or { ExitCode: 0 };
}
