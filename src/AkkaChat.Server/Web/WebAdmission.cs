using System.Net;
using System.Runtime.InteropServices;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Connections;

namespace AkkaChat.Server.Web;

/// <summary>
/// Which connections of HTTP are read from: none of a denied address, and from one address only a part of all that are no WebSocket
/// yet. Others are closed. Thread-safe.
/// </summary>
/// <param name="denied">The addresses that are denied now.</param>
/// <param name="trusted">The proxies that are trusted now: their connections count for no address.</param>
internal sealed class WebAdmission(Func<DeniedAddresses> denied, Func<TrustedProxies> trusted)
{
    public const int MaxPerAddress = WebEndpoint.MaxConnections / 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];

    /// <summary>To be added where the address of the client is known, in front of TLS.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var address = trusted().Contains(connection.RemoteEndPoint) ? null : AddressText.Unmap(((IPEndPoint)connection.RemoteEndPoint!).Address);
        if (denied().Contains(address) || !TryAcquire(address))
            return;

        using var slot = new Slot(this, address);
        connection.Features.Set(slot);
        await next(connection);
    };

    private bool TryAcquire(IPAddress? address)
    {
        if (address is null)
            return true;

        lock (_lock)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, CountedAddress.Of(address), out _);
            if (count == MaxPerAddress)
                return false;

            count++;
            return true;
        }
    }

    private void Release(IPAddress address)
    {
        var key = CountedAddress.Of(address);
        lock (_lock)
        {
            if (--_perAddress[key] == 0)
                _perAddress.Remove(key);
        }
    }

    /// <summary>The place of a connection. It is free again when the connection ends, or becomes a WebSocket.</summary>
    internal sealed class Slot(WebAdmission admission, IPAddress? address) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (address is not null && Interlocked.Exchange(ref _isFree, 1) == 0)
                admission.Release(address);
        }
    }
}
