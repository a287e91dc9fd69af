using System.Net;

namespace AkkaChat.Server.Transports;

/// <summary>Where a connection comes from.</summary>
/// <param name="Address">
/// That counts for the limits per address: IPv4 as it is, also if a dual-stack socket maps it to IPv6. Null if the client
/// has none, or shares it with all clients of a proxy.
/// </param>
/// <param name="Name">For people: <c>address:port</c>, the address alone if the port is not known (0), or <c>unix</c>.</param>
internal sealed record Client(Door Door, IPAddress? Address, string Name)
{
    /// <summary>A client that is known by the address of its socket.</summary>
    public static Client Of(Door door, EndPoint? remote) => remote is IPEndPoint endpoint
        ? Of(door, endpoint)
        : new Client(door, null, Door.Unix.Tag);

    /// <summary>A client with an address of its own.</summary>
    public static Client Of(Door door, IPEndPoint endpoint)
    {
        var address = AddressText.Unmap(endpoint.Address);
        return new Client(door, address, endpoint.Port == 0 ? $"{address}" : $"{new IPEndPoint(address, endpoint.Port)}");
    }
}
