using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Connections;

/// <summary>The key by which limits per address count.</summary>
internal static class CountedAddress
{
    private const int SubscriberPrefix = 64;

    /// <summary>
    /// The address that counts: IPv4 as it is; of IPv6 the /64 prefix, since one subscriber has at least 2^64 addresses
    /// (RFC 4291).
    /// </summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SubscriberPrefix / 8).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The same as a network, which has all addresses that count as this one.</summary>
    public static IPNetwork NetworkOf(IPAddress address) =>
        new(Of(address), address.AddressFamily == AddressFamily.InterNetworkV6 ? SubscriberPrefix : 32);
}
