using System.Net;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Connections.OperatorMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// The restrictions that an operator has imposed on names and addresses, until they end, are lifted, or the server stops: bans, which
/// refuse clients, and mutes, which drop their messages. Of two of the same name and network the longer one stays. Not thread-safe.
/// </summary>
internal sealed class Moderation
{
    private readonly HashSet<Restriction> _bans = new(Restriction.SameTarget);
    private readonly HashSet<Restriction> _mutes = new(Restriction.SameTarget);
    private long _nextNumber;

    /// <summary>The longest mutes of each name and of each network; null after a change of mutes.</summary>
    private (Dictionary<string, Restriction> OfNames, Dictionary<IPNetwork, Restriction> OfNetworks)? _longestMutes;

    /// <param name="end">On a monotonic clock; null for none.</param>
    /// <returns>False if there is a longer ban of it, which stays.</returns>
    public bool Ban(IPNetwork network, TimeSpan? end, string reason) => Impose(_bans, new Restriction(null, network, end, reason));

    /// <summary>Bans a name, in whatever case.</summary>
    /// <returns>False if there is a longer ban of it, which stays.</returns>
    public bool Ban(string name, TimeSpan? end, string reason) => Impose(_bans, new Restriction(name, null, end, reason));

    /// <returns>How many bans of exactly this network there were.</returns>
    public int Unban(IPNetwork network) => _bans.RemoveWhere(ban => ban.Network == network);

    /// <returns>How many bans of this name there were.</returns>
    public int Unban(string name) => _bans.RemoveWhere(ban => ban.HasName(name));

    /// <summary>For a client that connects.</summary>
    /// <param name="address">Null if it does not count for any address.</param>
    public Rejection? RejectionOf(IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        return _bans.Where(ban => ban.Covers(address)).MinBy(ban => ban.Number) is { } ban ? Rejection.Banned(ban.Reason) : null;
    }

    /// <summary>For a client that has sent its name.</summary>
    public Rejection? RejectionOf(string name, TimeSpan now)
    {
        ForgetOld(now);
        return _bans.Where(ban => ban.HasName(name)).MinBy(ban => ban.Number) is { } ban ? Rejection.NameBanned(ban.Reason) : null;
    }

    /// <summary>Mutes a name, and a network if there is one.</summary>
    /// <param name="end">On a monotonic clock; null for none.</param>
    /// <returns>False if there is a longer mute of both, which stays.</returns>
    public bool Mute(string name, IPNetwork? network, TimeSpan? end, string reason)
    {
        var isNew = Impose(_mutes, new Restriction(name, network, end, reason));
        if (isNew)
            _longestMutes = null;
        return isNew;
    }

    /// <summary>Ends all mutes that were imposed on a name.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(string name) => RemoveMutes(mute => mute.HasName(name));

    /// <summary>Ends all mutes that were imposed on an address within a network.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(IPNetwork network) => RemoveMutes(mute => mute.Network is { } muted && network.Contains(muted.BaseAddress));

    /// <param name="network">Of the member; null if it does not count for any address.</param>
    /// <returns>The longest one; null if neither the name nor the network is muted.</returns>
    public Restriction? MuteOf(string name, IPNetwork? network, TimeSpan now)
    {
        var (names, networks) = _longestMutes ??= FindLongestMutes();
        var ofName = names.GetValueOrDefault(name);
        var ofNetwork = network is { } value ? networks.GetValueOrDefault(value) : null;
        var longest = ofName?.EndOrNever >= ofNetwork?.EndOrNever ? ofName : ofNetwork ?? ofName;
        return longest?.EndOrNever > now ? longest : null;
    }

    /// <summary>The bans that match, in the order in which they were imposed.</summary>
    public IReadOnlyList<RestrictionInfo> BansAt(TimeSpan now, Func<Restriction, bool> matches)
    {
        ForgetOld(now);
        return [.. _bans.Where(matches).OrderBy(ban => ban.Number).Select(ban => ban.DescribeAt(now))];
    }

    /// <summary>The mutes that match, in the order in which they were imposed.</summary>
    public IReadOnlyList<RestrictionInfo> MutesAt(TimeSpan now, Func<Restriction, bool> matches)
    {
        ForgetOld(now);
        return [.. _mutes.Where(matches).OrderBy(mute => mute.Number).Select(mute => mute.DescribeAt(now))];
    }

    public RestrictionList List(TimeSpan now) => new(BansAt(now, _ => true), MutesAt(now, _ => true));

    private bool Impose(HashSet<Restriction> all, Restriction restriction)
    {
        if (all.TryGetValue(restriction, out var other) && other.EndOrNever > restriction.EndOrNever)
            return false;

        all.Remove(restriction);
        return all.Add(restriction with { Number = _nextNumber++ });
    }

    private (Dictionary<string, Restriction> OfNames, Dictionary<IPNetwork, Restriction> OfNetworks) FindLongestMutes()
    {
        Dictionary<string, Restriction> names = new(UsernameRules.Comparer);
        Dictionary<IPNetwork, Restriction> networks = [];
        foreach (var mute in _mutes.OrderBy(mute => mute.EndOrNever).ThenByDescending(mute => mute.Number))
        {
            names[mute.Name!] = mute;
            if (mute.Network is { } network)
                networks[network] = mute;
        }

        return (names, networks);
    }

    private int RemoveMutes(Predicate<Restriction> matches)
    {
        var count = _mutes.RemoveWhere(matches);
        if (count > 0)
            _longestMutes = null;
        return count;
    }

    private void ForgetOld(TimeSpan now)
    {
        _bans.RemoveWhere(ban => ban.End <= now);
        RemoveMutes(mute => mute.End <= now);
    }
}
