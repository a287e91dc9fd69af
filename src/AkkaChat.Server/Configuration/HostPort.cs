using System.Globalization;
using System.Net;

namespace AkkaChat.Server.Configuration;

/// <summary>Where to listen: an IP address, or a name that is resolved when the server starts, and a port.</summary>
/// <param name="Port">0 lets the system choose one.</param>
internal sealed record HostPort(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, with an IPv6 address in brackets, which <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static HostPort Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new FormatException();

        var host = text[..colon];
        var isBracketed = host is ['[', .., ']'];
        if (isBracketed)
            host = host[1..^1];
        return IsHost(host) && isBracketed == IsIPv6(host) ? new HostPort(host, port) : throw new FormatException();
    }

    public static bool IsHost(string host) => host.Length <= 255 && Uri.CheckHostName(host) != UriHostNameType.Unknown;

    /// <exception cref="System.Net.Sockets.SocketException">There is no such host.</exception>
    public async Task<IPEndPoint> ResolveAsync() => new(
        IPAddress.TryParse(Host, out var address) ? address : (await System.Net.Dns.GetHostAddressesAsync(Host))[0], Port);

    public override string ToString() => IsIPv6(Host) && Host[0] != '[' ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool IsIPv6(string host) => host.Contains(':', StringComparison.Ordinal);
}
