namespace AkkaChat.Tests.Support;

/// <summary>Connections that a <see cref="TcpProxy"/> holds back.</summary>
/// <param name="count">Of connections; later ones are not held.</param>
internal sealed class HeldConnections(int count)
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining = count;

    public Task Released => _released.Task;

    /// <summary>Waits until all of them have been accepted.</summary>
    public Task ArrivedAsync() => _arrived.Task.WaitAsync(Eventually.DefaultTimeout);

    public void Release() => _released.SetResult();

    /// <returns>Whether a connection that has been accepted is one of them.</returns>
    public bool TryAdd()
    {
        if (_remaining == 0)
            return false;
        if (--_remaining == 0)
            _arrived.SetResult();
        return true;
    }
}
