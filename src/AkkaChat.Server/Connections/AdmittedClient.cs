using System.Net;
using AkkaChat.Server.Protocol;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Connections;

/// <summary>The connection manager's state of a client that it has admitted. Not thread-safe.</summary>
/// <param name="id">Distinguishes connections, also those that have ended.</param>
internal sealed class AdmittedClient(long id, Client client, DateTimeOffset since)
{
    public Client Client { get; } = client;

    /// <summary>The network that a ban or a mute of its address holds for; null if it does not count for any address.</summary>
    public IPNetwork? Network => Client.Address is { } address ? CountedAddress.NetworkOf(address) : null;

    /// <summary>Null until its first line is accepted.</summary>
    public string? Username { get; private set; }

    /// <exception cref="InvalidOperationException">It has no username.</exception>
    public MemberKey Key => new(Username ?? throw new InvalidOperationException(), Network);

    /// <summary>The one that its connection knows of.</summary>
    public Restriction? Mute { get; set; }

    private ConnectionStats? Stats { get; set; }

    public void OnNamed(string username, ConnectionStats stats) => (Username, Stats) = (username, stats);

    public bool Matches(OperatorTarget target) => Username is not null
        && (target.Id is null || target.Id == id)
        && (target.Name is null || UsernameRules.Comparer.Equals(target.Name, Username))
        && (target.Address is not { } network || IsOf(network));

    public bool IsOf(IPNetwork network) => Client.Address is { } address && network.Contains(address);

    /// <param name="now">Of the clock of its <see cref="ConnectionStats.LastMessage"/>.</param>
    /// <exception cref="InvalidOperationException">It has no username.</exception>
    public OperatorMessages.MemberInfo Describe(TimeSpan now) => Stats is null || Username is null
        ? throw new InvalidOperationException()
        : new OperatorMessages.MemberInfo(
            id,
            Username,
            Client.Name,
            Client.Door,
            since,
            Stats.LinesIn,
            Stats.LinesOut,
            Stats.Pending,
            now - Stats.LastMessage,
            Mute is not null && !(Mute.End <= now));
}
