using System.Net;
using static AkkaChat.Server.Connections.OperatorMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// What an operator has imposed on names and addresses, until it ends, is lifted, or the server stops: bans, which refuse clients, and
/// mutes, which drop their messages. Of two on the same the longer one counts. Not thread-safe.
/// </summary>
internal sealed class Moderation
{
    private readonly List<Restriction> _bans = [];
    private readonly List<Restriction> _mutes = [];

    /// <param name="end">On a monotonic clock; null for none.</param>
    /// <returns>False if there is a longer ban of it, which stays.</returns>
    public bool Ban(IPNetwork network, TimeSpan? end, string reason) => Impose(_bans, new Restriction(null, network, end, reason));

    /// <summary>Bans a name, in whatever case.</summary>
    /// <returns>False if there is a longer ban of it, which stays.</returns>
    public bool Ban(string name, TimeSpan? end, string reason) => Impose(_bans, new Restriction(name, null, end, reason));

    /// <returns>How many bans of exactly this network there were.</returns>
    public int Unban(IPNetwork network) => _bans.RemoveAll(ban => ban.Network == network);

    /// <returns>How many bans of this name there were.</returns>
    public int Unban(string name) => _bans.RemoveAll(ban => ban.HasName(name));

    /// <summary>For a client that connects.</summary>
    /// <param name="address">Null if it does not count for any address.</param>
    public Rejection? RejectionOf(IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        return _bans.Find(ban => ban.Covers(address)) is { } ban ? Rejection.Banned(ban.Reason) : null;
    }

    /// <summary>For a client that has sent its name.</summary>
    public Rejection? RejectionOf(string name, TimeSpan now)
    {
        ForgetOld(now);
        return _bans.Find(ban => ban.HasName(name)) is { } ban ? Rejection.NameBanned(ban.Reason) : null;
    }

    /// <summary>Mutes a name, and a network if there is one.</summary>
    /// <param name="end">On a monotonic clock; null for none.</param>
    /// <returns>False if there is a longer mute of both, which stays.</returns>
    public bool Mute(string name, IPNetwork? network, TimeSpan? end, string reason) =>
        Impose(_mutes, new Restriction(name, network, end, reason));

    /// <summary>Ends all mutes that were imposed on a name.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(string name) => _mutes.RemoveAll(mute => mute.HasName(name));

    /// <summary>Ends all mutes that were imposed on an address within a network.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(IPNetwork network) => _mutes.RemoveAll(mute => mute.Network is { } muted && network.Contains(muted.BaseAddress));

    /// <returns>The longest one; null if neither the name nor the address is muted.</returns>
    public Restriction? MuteOf(string name, IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        return _mutes.Where(mute => mute.HoldsFor(name, address)).MaxBy(mute => mute.EndOrNever);
    }

    /// <summary>The bans that match.</summary>
    public IReadOnlyList<RestrictionInfo> BansAt(TimeSpan now, Func<Restriction, bool> matches)
    {
        ForgetOld(now);
        return [.. _bans.Where(matches).Select(ban => ban.DescribeAt(now))];
    }

    /// <summary>The mutes that match.</summary>
    public IReadOnlyList<RestrictionInfo> MutesAt(TimeSpan now, Func<Restriction, bool> matches)
    {
        ForgetOld(now);
        return [.. _mutes.Where(matches).Select(mute => mute.DescribeAt(now))];
    }

    public RestrictionList List(TimeSpan now) => new(BansAt(now, _ => true), MutesAt(now, _ => true));

    private static bool Impose(List<Restriction> list, Restriction restriction)
    {
        if (list.Exists(other => other.IsOfSame(restriction) && other.EndOrNever > restriction.EndOrNever))
            return false;

        list.RemoveAll(restriction.IsOfSame);
        list.Add(restriction);
        return true;
    }

    private void ForgetOld(TimeSpan now)
    {
        _bans.RemoveAll(ban => ban.End <= now);
        _mutes.RemoveAll(mute => mute.End <= now);
    }
}
