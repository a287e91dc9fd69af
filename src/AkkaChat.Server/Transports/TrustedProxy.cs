using System.Globalization;
using System.Net;

namespace AkkaChat.Server.Transports;

/// <summary>Where connections of proxies come from.</summary>
/// <param name="Network">Of addresses; of IPv4 as such, and not mapped to IPv6. Null for all clients of Unix sockets.</param>
internal sealed record TrustedProxy(IPNetwork? Network)
{
    private const int MappedPrefix = 96;

    /// <summary>An address, a network such as <c>10.0.0.0/8</c>, or <c>unix</c>.</summary>
    /// <exception cref="FormatException">None of these; also a network whose address has bits behind its prefix.</exception>
    public static TrustedProxy Parse(string text)
    {
        if (text == "unix")
            return new TrustedProxy((IPNetwork?)null);

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!AddressText.TryParse(slash < 0 ? text : text[..slash], out var address))
            throw new FormatException();

        var bits = 8 * address.GetAddressBytes().Length;
        var prefix = slash < 0 ? bits : int.Parse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
        if (address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix)
            (address, prefix, bits) = (address.MapToIPv4(), prefix - MappedPrefix, bits - MappedPrefix);
        if (prefix > bits || HasBitsBehind(address, prefix))
            throw new FormatException();
        return new TrustedProxy(new IPNetwork(address, prefix));
    }

    /// <param name="remote">Of a connection: an address and port, or the end of a Unix socket.</param>
    public bool Matches(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
            return Network is null;

        return Network?.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) ?? false;
    }

    private static bool HasBitsBehind(IPAddress address, int prefix) =>
        address.GetAddressBytes().Select((value, index) => value & (0xFF >> Math.Clamp(prefix - (8 * index), 0, 8))).Any(rest => rest != 0);
}
