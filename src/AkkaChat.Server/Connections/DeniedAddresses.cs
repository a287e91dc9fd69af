using System.Net;

namespace AkkaChat.Server.Connections;

/// <summary>Networks whose clients are refused. Equal to others with the same entries in the same order.</summary>
internal sealed class DeniedAddresses(IReadOnlyList<IPNetwork> networks) : IEquatable<DeniedAddresses>
{
    private readonly IPNetwork[] _networks = [.. networks];

    /// <param name="address">IPv4 as such; null if the client has none.</param>
    public bool Contains(IPAddress? address) => address is not null && Array.Exists(_networks, network => network.Contains(address));

    public bool Equals(DeniedAddresses? other) => other is not null && _networks.AsSpan().SequenceEqual(other._networks);

    public override bool Equals(object? obj) => Equals(obj as DeniedAddresses);

    public override int GetHashCode() => _networks.Length;
}
