using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Transports;

/// <summary>IP addresses in their usual notation only.</summary>
internal static class AddressText
{
    /// <summary>Bits in front of an IPv4 address that is mapped to IPv6.</summary>
    private const int MappedPrefix = 96;

    /// <summary>An address, or a network such as <c>10.0.0.0/8</c>; of IPv4 as such, and not mapped to IPv6.</summary>
    /// <exception cref="FormatException">Neither; also a network whose address has bits behind its prefix.</exception>
    public static IPNetwork ParseNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParse(slash < 0 ? text : text[..slash], out var address))
            throw new FormatException();

        var prefix = slash < 0
            ? 8 * address.GetAddressBytes().Length
            : int.Parse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
        if (address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix)
            (address, prefix) = (address.MapToIPv4(), prefix - MappedPrefix);
        var network = IPNetwork.Parse($"{address}/{prefix}");
        // .NET clears the bits behind the prefix.
        return network.BaseAddress.Equals(address) ? network : throw new FormatException();
    }

    /// <summary>IPv4 as it is, also if it is mapped to IPv6.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>
    /// Four decimal numbers without leading zeros, or the hexadecimal groups of IPv6, without a zone. IPAddress also reads <c>1</c>,
    /// <c>0x7f.1</c>, <c>[::1]:80</c> and more.
    /// </summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        var isAddress = IPAddress.TryParse(text, out var parsed);
        address = parsed ?? IPAddress.None;
        return isAddress && (address.AddressFamily == AddressFamily.InterNetworkV6
            ? text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.')
            : address.ToString() == text);
    }
}
