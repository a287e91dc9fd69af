using System.Net;

namespace AkkaChat.Server.Transports;

/// <summary>Where connections of proxies come from.</summary>
/// <param name="Network">Of addresses; of IPv4 as such, and not mapped to IPv6. Null for all clients of Unix sockets.</param>
internal sealed record TrustedProxy(IPNetwork? Network)
{
    /// <summary>An address, a network such as <c>10.0.0.0/8</c>, or <c>unix</c>.</summary>
    /// <exception cref="FormatException">None of these; also a network whose address has bits behind its prefix.</exception>
    public static TrustedProxy Parse(string text)
    {
        if (text == "unix")
            return new TrustedProxy((IPNetwork?)null);

        return new TrustedProxy(AddressText.ParseNetwork(text));
    }

    /// <param name="remote">Of a connection: an address and port, or the end of a Unix socket.</param>
    public bool Matches(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
            return Network is null;

        return Network?.Contains(AddressText.Unmap(address)) ?? false;
    }
}
