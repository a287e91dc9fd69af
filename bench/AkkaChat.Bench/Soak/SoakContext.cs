using System.Net;
using System.Net.Sockets;
using AkkaChat.Bench.Checking;

namespace AkkaChat.Bench.Soak;

/// <summary>What all clients of a run need.</summary>
/// <param name="End">Brings the whole run to an end before its time, in order.</param>
/// <param name="Ending">It is time to come to an end, in order.</param>
/// <param name="Abort">The time for that is over: every wait ends now.</param>
internal sealed record SoakContext(
    IPEndPoint Server, Tally Tally, Ledger Ledger, Action End, CancellationToken Ending, CancellationToken Abort)
{
    /// <summary>What the names begin with whose lines are not numbered.</summary>
    public const byte Unnumbered = (byte)'~';

    public bool IsEnding => Ending.IsCancellationRequested;

    /// <summary>What a client has to expect of a connection.</summary>
    public static bool IsNetworkFailure(Exception exception) => exception
        is SocketException or IOException or InvalidDataException
        or OperationCanceledException or ObjectDisposedException;

    /// <summary>Waits; is cut short when it is time to end.</summary>
    public async Task PauseAsync(int milliseconds) =>
        await Task.Delay(milliseconds, Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
