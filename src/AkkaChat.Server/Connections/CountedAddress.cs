using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Connections;

/// <summary>The key by which limits per address count.</summary>
internal static class CountedAddress
{
    /// <summary>
    /// The address that counts: IPv4 as it is; of IPv6 the /64 prefix, since one subscriber has at least 2^64 addresses
    /// (RFC 4291).
    /// </summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
