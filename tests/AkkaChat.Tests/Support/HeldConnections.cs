namespace AkkaChat.Tests.Support;

/// <summary>Connections that a <see cref="TcpProxy"/> holds back.</summary>
/// <param name="count">Of connections; later ones are not held.</param>
internal sealed class HeldConnections(int count)
{
    private readonly TaskCompletionSource _arrived = new();
    private readonly TaskCompletionSource _released = new();
    private int _missing = count;

    public Task Released => _released.Task;

    /// <summary>Waits until all of them have come.</summary>
    public Task ArrivedAsync() => _arrived.Task.WaitAsync(Eventually.DefaultTimeout);

    public void Release() => _released.SetResult();

    /// <returns>Whether a connection that has come is one of them.</returns>
    public bool Add()
    {
        if (_missing == 0)
            return false;
        if (--_missing == 0)
            _arrived.SetResult();
        return true;
    }
}
