namespace AkkaChat.Server.Transports;

/// <summary>
/// The right to compute for a TLS connection, of which there are a limited number. It is released while its holder waits for the
/// client, so that silent clients do not keep out others. Not thread-safe.
/// </summary>
/// <param name="free">Counts the slots that are free; shared by all that compete for them.</param>
internal sealed class ComputingSlot(SemaphoreSlim free)
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
