using System.Net;

namespace AkkaChat.Server.Transports;

/// <summary>The proxies whose PROXY headers are believed.</summary>
internal sealed class TrustedProxies(IReadOnlyList<TrustedProxy> entries) : EntryList<TrustedProxy>(entries)
{
    /// <summary>Without the clients of Unix sockets.</summary>
    public IEnumerable<IPNetwork> Networks => Entries.Select(entry => entry.Network).OfType<IPNetwork>();

    /// <param name="remote">Of a connection: an address and port, or the end of a Unix socket.</param>
    public bool Contains(EndPoint? remote) => Array.Exists(Entries, entry => entry.Matches(remote));
}
