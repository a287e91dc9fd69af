using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Control;

/// <summary>Networks as an operator enters them.</summary>
internal static class OperatorNetwork
{
    /// <summary>Shorter ones are a large part of the address space.</summary>
    private const int MinPrefixIPv4 = 8;
    private const int MinPrefixIPv6 = 16;

    /// <summary>
    /// An address, a network such as <c>203.0.113.0/24</c>, or an address with a port, as the list of members shows it. An IPv6 address
    /// stands for its /64.
    /// </summary>
    /// <exception cref="FormatException">None of them; also a network whose address has bits behind its prefix.</exception>
    /// <exception cref="OverflowException">The prefix is too long.</exception>
    public static IPNetwork Parse(string text)
    {
        var network = AddressText.ParseNetwork(WithoutPort(text));
        return text.Contains('/', StringComparison.Ordinal) ? network : CountedAddress.NetworkOf(network.BaseAddress);
    }

    /// <summary>So large that a ban would probably be a mistake.</summary>
    public static bool IsTooLarge(IPNetwork network) => network.PrefixLength
        < (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? MinPrefixIPv4 : MinPrefixIPv6);

    /// <summary>The line of a configuration file that refuses a network for good.</summary>
    public static string DenialOf(IPNetwork network) => $"akkachat.limits.denied-addresses += \"{network}\"";

    private static string WithoutPort(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return text;

        return text[..colon] switch
        {
            ['[', .. var address, ']'] => address,
            var address => address.Contains(':', StringComparison.Ordinal) ? text : address,
        };
    }
}
