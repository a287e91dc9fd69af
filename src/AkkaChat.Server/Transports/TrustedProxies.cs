using System.Net;

namespace AkkaChat.Server.Transports;

/// <summary>The proxies whose PROXY headers are believed. Equal to others with the same entries in the same order.</summary>
internal sealed class TrustedProxies(IReadOnlyList<TrustedProxy> entries) : IEquatable<TrustedProxies>
{
    private readonly TrustedProxy[] _entries = [.. entries];

    /// <summary>Without the clients of Unix sockets.</summary>
    public IEnumerable<IPNetwork> Networks => _entries.Select(entry => entry.Network).OfType<IPNetwork>();

    /// <param name="remote">Of a connection: an address and port, or the end of a Unix socket.</param>
    public bool Contains(EndPoint? remote) => Array.Exists(_entries, entry => entry.Matches(remote));

    public bool Equals(TrustedProxies? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    public override bool Equals(object? obj) => Equals(obj as TrustedProxies);

    public override int GetHashCode() => _entries.Length;
}
