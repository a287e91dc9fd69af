using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkkaChat.Server.Connections;

/// <summary>Counts open connections, in all and for each remote address. Not thread-safe.</summary>
/// <param name="maxPerAddress">Null for no limit.</param>
internal sealed class ConnectionLimiter(int maxConnections, int? maxPerAddress)
{
    private readonly Dictionary<IPAddress, int> _perAddress = [];

    public int Count { get; private set; }

    /// <summary>Takes a slot for a connection.</summary>
    /// <returns>Null, or why there is none.</returns>
    public Rejection? TryAcquire(IPAddress address)
    {
        if (Count >= maxConnections)
            return Rejection.RoomFull;

        if (maxPerAddress is { } most)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_perAddress, Canonical(address), out _);
            if (count >= most)
                return Rejection.AddressFull;
            count++;
        }

        Count++;
        return null;
    }

    /// <summary>Gives the slot of a connection back.</summary>
    public void Release(IPAddress address)
    {
        Count--;
        if (maxPerAddress is null)
            return;

        var key = Canonical(address);
        if (--_perAddress[key] == 0)
            _perAddress.Remove(key);
    }

    /// <summary>
    /// A dual-stack socket sees IPv4 clients with addresses of IPv6. Of these a single line has 2^64, the interface
    /// identifiers of RFC 4291: its first 64 bits count.
    /// </summary>
    private static IPAddress Canonical(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
