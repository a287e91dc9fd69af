using System.Net;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>Networks whose clients are refused.</summary>
internal sealed class DeniedAddresses(IReadOnlyList<IPNetwork> networks) : EntryList<IPNetwork>(networks)
{
    public IReadOnlyList<IPNetwork> Networks => Entries;

    /// <param name="address">IPv4 as such; null if the client has none.</param>
    public bool Contains(IPAddress? address) => address is not null && Array.Exists(Entries, network => network.Contains(address));
}
