using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaChat.Bench.Servers;

namespace AkkaChat.Bench.Soak;

/// <summary>Objects that all clients of a run share.</summary>
/// <param name="EndedAuthors">A queue for each checker.</param>
/// <param name="End">Ends the whole run before its time, in order.</param>
/// <param name="Ending">Clients come to an end, in order.</param>
/// <param name="Abort">The time for that is over: every connection is closed.</param>
internal sealed record SoakContext(
    StartedServer Server,
    Tally Tally,
    IReadOnlyList<ConcurrentQueue<EndedAuthor>> EndedAuthors,
    Action End,
    CancellationToken Ending,
    CancellationToken Abort)
{
    /// <summary>Names of clients whose lines are not numbered begin with it.</summary>
    public const char Unnumbered = '~';

    private static int _lastId;

    public bool IsEnding => Ending.IsCancellationRequested;

    /// <summary>A name that no other client of this run has.</summary>
    public static string NextName(string kind) => $"{kind}{Interlocked.Increment(ref _lastId)}";

    public static bool IsNetworkFailure(Exception exception) => exception
        is SocketException or IOException or AuthenticationException or InvalidDataException or TimeoutException
        or OperationCanceledException or ObjectDisposedException;

    /// <summary>Waits for a random time; ends at once when clients come to an end.</summary>
    public async Task PauseAsync(Random random, int mostMilliseconds) =>
        await Task.Delay(random.Next(mostMilliseconds), Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
