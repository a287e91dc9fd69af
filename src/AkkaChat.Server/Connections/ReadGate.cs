using System.Diagnostics;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Decides whether the next read may be requested: one is in flight at a time, and none while anything holds reads
/// back. This is where back-pressure reaches the client, whose sending side TCP then blocks.
/// </summary>
internal sealed class ReadGate
{
    private ReadHold _holds;
    private bool _isReading;

    public bool IsHeld => _holds != ReadHold.None;

    public bool IsHeldBy(ReadHold hold) => _holds.HasFlag(hold);

    public bool IsHeldOnlyBy(ReadHold hold) => _holds == hold;

    public void Hold(ReadHold hold) => _holds |= hold;

    public void Release(ReadHold hold)
    {
        Debug.Assert(!hold.HasFlag(ReadHold.Closing), "a connection that closes never reads messages again");
        _holds &= ~hold;
    }

    /// <returns>True if a read is to be requested now; it is in flight until <see cref="CompleteRead"/>.</returns>
    public bool TryBeginRead()
    {
        if (_isReading || IsHeld)
            return false;

        _isReading = true;
        return true;
    }

    public void CompleteRead() => _isReading = false;
}
