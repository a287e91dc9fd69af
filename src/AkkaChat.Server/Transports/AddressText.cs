using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Transports;

/// <summary>IP addresses in their usual notation only.</summary>
internal static class AddressText
{
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
