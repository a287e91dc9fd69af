using System.Net;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Connections.OperatorMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// What an operator has imposed on names and addresses, until it ends, is lifted, or the server stops: bans of networks, names that
/// are refused, mutes. Not thread-safe.
/// </summary>
internal sealed class Moderation
{
    private readonly List<(IPNetwork Network, TimeSpan? End, string Reason)> _bans = [];
    private readonly List<(string Name, TimeSpan? End)> _refusedNames = [];
    private readonly List<ImposedMute> _mutes = [];

    /// <summary>Replaces an earlier ban of the same network.</summary>
    /// <param name="end">On a monotonic clock; null for none.</param>
    public void Ban(IPNetwork network, TimeSpan? end, string reason)
    {
        Unban(network);
        _bans.Add((network, end, reason));
    }

    /// <returns>False if there was no such ban.</returns>
    public bool Unban(IPNetwork network) => _bans.RemoveAll(ban => ban.Network.Equals(network)) > 0;

    public IReadOnlyList<BanInfo> Bans(TimeSpan now)
    {
        ForgetOld(now);
        return [.. _bans.Select(ban => new BanInfo(ban.Network, ban.End - now, ban.Reason))];
    }

    /// <summary>Refuses a name in whatever case.</summary>
    public void RefuseName(string name, TimeSpan? end) => _refusedNames.Add((name, end));

    /// <summary>For a client that connects.</summary>
    /// <param name="address">Null if it does not count for any address.</param>
    public Rejection? RejectionOf(IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        var ban = address is null ? -1 : _bans.FindIndex(ban => ban.Network.Contains(address));
        return ban < 0 ? null : Rejection.Banned(_bans[ban].Reason);
    }

    /// <summary>For a client that has sent its name.</summary>
    public Rejection? RejectionOf(string name, TimeSpan now)
    {
        ForgetOld(now);
        return _refusedNames.Exists(refused => IsSame(refused.Name, name)) ? Rejection.NameRefused : null;
    }

    /// <summary>Mutes a name, and the network if there is one.</summary>
    public void Mute(string name, IPAddress? address, TimeSpan? end, string reason) =>
        _mutes.Add(new ImposedMute(name, address is null ? null : CountedAddress.NetworkOf(address), end, reason));

    /// <summary>Ends all mutes that were imposed on a name.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(string name) => _mutes.RemoveAll(mute => IsSame(mute.Name, name));

    /// <summary>Ends all mutes that were imposed on an address within a network.</summary>
    /// <returns>How many there were.</returns>
    public int Unmute(IPNetwork network) => _mutes.RemoveAll(mute => mute.Network is { } muted && network.Contains(muted.BaseAddress));

    /// <returns>The last one; null if neither the name nor the address is muted.</returns>
    public ImposedMute? MuteOf(string name, IPAddress? address, TimeSpan now)
    {
        ForgetOld(now);
        return _mutes.FindLast(mute => IsOf(mute, name, address));
    }

    private static bool IsOf(ImposedMute mute, string name, IPAddress? address) =>
        IsSame(mute.Name, name) || (address is not null && mute.Network?.Contains(address) == true);

    private static bool IsSame(string one, string other) => UsernameRules.Comparer.Equals(one, other);

    private void ForgetOld(TimeSpan now)
    {
        _bans.RemoveAll(ban => ban.End <= now);
        _refusedNames.RemoveAll(name => name.End <= now);
        _mutes.RemoveAll(mute => mute.End <= now);
    }
}
