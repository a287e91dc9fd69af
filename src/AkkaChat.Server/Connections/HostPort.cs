using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AkkaChat.Server.Connections;

/// <summary>An address to listen on: a host, which is an IP address or a name to resolve, and a port.</summary>
/// <param name="Port">0 lets the system choose.</param>
internal sealed record HostPort(string Host, int Port)
{
    public HostPort(IPEndPoint endpoint)
        : this($"{endpoint.Address}", endpoint.Port)
    {
    }

    /// <summary>Parses <c>host:port</c>, with an IPv6 address in brackets; the inverse of <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
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

    /// <returns>As in Akka's addresses: a name in lower case, an IP address in its canonical form.</returns>
    public HostPort Normalize() => this with { Host = IPAddress.TryParse(Host, out var address) ? $"{address}" : Host.ToLowerInvariant() };

    /// <returns>All addresses of the host, each once; at least one.</returns>
    /// <exception cref="SocketException">The name cannot be resolved.</exception>
    public async Task<IPEndPoint[]> ResolveAsync()
    {
        var addresses = IPAddress.TryParse(Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(Host);
        return [.. addresses.Distinct().Select(address => new IPEndPoint(address, Port))];
    }

    /// <returns>The addresses that this machine has, of several with the same port; one at least, whether it has that or not.</returns>
    /// <exception cref="SocketException">The name cannot be resolved.</exception>
    public async Task<IPEndPoint[]> ResolveLocalAsync()
    {
        var all = await ResolveAsync();
        var local = Port == 0 ? [] : all.Where(endpoint => IsLocal(endpoint.Address)).ToArray();
        return local.Length > 0 ? local : all[..1];
    }

    public override string ToString() => IsIPv6(Host) && Host[0] != '[' ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool IsLocal(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsIPv6(string host) => host.Contains(':', StringComparison.Ordinal);
}
