using System.Net;
using Microsoft.AspNetCore.Connections;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Limits the connections that Kestrel has accepted: while there are as many, further clients wait in the backlog. Kestrel's
/// own limit (KestrelServerLimits.MaxConcurrentConnections of ASP.NET Core 10) closes what has been accepted already, later than a flood
/// arrives, and until then uses up all file descriptors. Not needed once Kestrel does not accept above its limit.
/// </summary>
/// <param name="places">Of all endpoints together.</param>
internal sealed class LimitedListenerFactory(IConnectionListenerFactory factory, SemaphoreSlim places) : IConnectionListenerFactory
{
    /// <summary>That Kestrel closes at the same time.</summary>
    private const int MaxRejections = 32;

    /// <param name="maxConnections">Kestrel's own limit.</param>
    public LimitedListenerFactory(IConnectionListenerFactory factory, int maxConnections)
        : this(factory, new SemaphoreSlim(maxConnections + MaxRejections))
    {
    }

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await factory.BindAsync(endpoint, cancellationToken), places);

    private sealed class Listener(IConnectionListener listener, SemaphoreSlim places) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await places.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            if (await listener.AcceptAsync(cancellationToken) is { } connection)
                return new AcceptedConnection(connection, places);
            places.Release();
            return null;
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await listener.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            _unbound.Dispose();
            return listener.DisposeAsync();
        }
    }
}
