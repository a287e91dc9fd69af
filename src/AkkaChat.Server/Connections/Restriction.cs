using System.Net;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>A ban or a mute that an operator has imposed on a name, on a network, or on both.</summary>
/// <param name="End">On a monotonic clock; null for none.</param>
/// <param name="Reason">For those whom it concerns; may be empty.</param>
internal sealed record Restriction(string? Name, IPNetwork? Network, TimeSpan? End, string Reason)
{
    /// <summary>Equal are two of the same name, in whatever case, and the same network.</summary>
    public static readonly IEqualityComparer<Restriction> SameTarget = EqualityComparer<Restriction>.Create(
        static (one, other) => UsernameRules.Comparer.Equals(one?.Name, other?.Name) && one?.Network == other?.Network,
        static one => HashCode.Combine(one.Name is null ? 0 : UsernameRules.Comparer.GetHashCode(one.Name), one.Network));

    /// <summary>Grows with each one that is imposed.</summary>
    public long Number { get; init; }

    /// <summary>On a monotonic clock.</summary>
    public TimeSpan EndOrNever => End ?? TimeSpan.MaxValue;

    public bool HasName(string name) => Name is not null && UsernameRules.Comparer.Equals(Name, name);

    /// <param name="address">Null if a client does not count for any address.</param>
    public bool Covers(IPAddress? address) => address is not null && Network?.Contains(address) == true;

    /// <summary>Concerns a client with this name or address.</summary>
    public bool HoldsFor(string name, IPAddress? address) => HasName(name) || Covers(address);

    /// <summary>Concerns addresses of this network, some or all.</summary>
    public bool Overlaps(IPNetwork network) => Network?.Overlaps(network) == true;

    public TimeSpan? LeftAt(TimeSpan now) => End - now;

    public OperatorMessages.RestrictionInfo DescribeAt(TimeSpan now) => new(Name, Network, LeftAt(now), Reason);
}
