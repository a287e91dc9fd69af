using System.Net;
using Akka.Event;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using Microsoft.AspNetCore.Connections;

namespace AkkaChat.Server.Web;

/// <summary>
/// Which connections of HTTP are read from: none of a denied address, and from one address only a part of all that are no WebSocket
/// yet. Others are closed. Thread-safe.
/// </summary>
/// <param name="denied">The addresses that are denied now.</param>
internal sealed class WebAdmission(Func<DeniedAddresses> denied, WebClients clients, EventStream events)
{
    public const int MaxPerAddress = WebEndpoint.MaxConnections / 2;

    private readonly Lock _lock = new();

    /// <summary>Kestrel limits their total itself.</summary>
    private readonly ConnectionLimiter _limiter = new(int.MaxValue, MaxPerAddress);

    /// <summary>To be added where the address of the client is known, in front of TLS.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var client = clients.ClientOf((IPEndPoint)connection.RemoteEndPoint!);
        if (denied().Contains(client.Address))
        {
            events.Publish(ChatEvents.ConnectionEnded.NotAdmitted(client, CloseReason.Banned));
            return;
        }

        if (!TryAcquire(client.Address))
            return;

        using var slot = new Slot(this, client.Address);
        connection.Features.Set(slot);
        await next(connection);
    };

    private bool TryAcquire(IPAddress? address)
    {
        lock (_lock)
            return _limiter.TryAcquire(address) is null;
    }

    private void Release(IPAddress? address)
    {
        lock (_lock)
            _limiter.Release(address);
    }

    /// <summary>The place of a connection. It is free again when the connection ends, or becomes a WebSocket.</summary>
    internal sealed class Slot(WebAdmission admission, IPAddress? address) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
                admission.Release(address);
        }
    }
}
