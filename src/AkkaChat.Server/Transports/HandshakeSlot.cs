namespace AkkaChat.Server.Transports;

/// <summary>
/// The right of one TLS handshake to be computed. There are few, so that a flood of handshakes leaves processors to the room. A
/// handshake that waits for its client holds none: silent clients do not keep out others. Not thread-safe.
/// </summary>
/// <param name="free">Counts the slots that are free; shared by all handshakes.</param>
internal sealed class HandshakeSlot(SemaphoreSlim free)
{
    private bool _isHeld;

    public async ValueTask AcquireAsync()
    {
        await free.WaitAsync();
        _isHeld = true;
    }

    /// <summary>No effect if it is not held.</summary>
    public void Release()
    {
        if (_isHeld)
            free.Release();
        _isHeld = false;
    }
}
