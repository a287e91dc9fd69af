using System.Net;
using Akka.Actor;
using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Connections.OperatorMessages;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Does what an operator asks for: finds the clients, tells their connections, and notes what holds for those that come later. Not
/// thread-safe: used by the ConnectionManagerActor alone.
/// </summary>
internal sealed class OperatorRequests(
    IReadOnlyDictionary<IActorRef, AdmittedClient> admitted, Moderation moderation, ITimeProvider clock)
{
    /// <summary>Commands that end bans and mutes, kept while those of other nodes are being read; null otherwise.</summary>
    private List<(object Message, IActorRef Sender)>? _deferred;

    private TimeSpan Now => clock.MonotonicClock;

    private IEnumerable<KeyValuePair<IActorRef, AdmittedClient>> Members => admitted.Where(client => client.Value.Username is not null);

    /// <returns>False if it is no message of an operator.</returns>
    public bool TryHandle(object message, IActorRef sender)
    {
        if (_deferred is not null && message is Unban or Unmute)
        {
            _deferred.Add((message, sender));
            return true;
        }

        switch (message)
        {
            case GetMembers: sender.Tell(new MemberList([.. Members.Select(member => member.Value.Describe(Now))])); return true;
            case Kick kick: sender.Tell(OnKick(kick)); return true;
            case OperatorMessages.Mute mute: sender.Tell(OnMute(mute)); return true;
            case Unmute unmute: sender.Tell(OnUnmute(unmute)); return true;
            case Ban ban: sender.Tell(OnBan(ban)); return true;
            case Unban unban: sender.Tell(OnUnban(unban)); return true;
            case GetRestrictions: sender.Tell(moderation.List(Now)); return true;
            case Find find: sender.Tell(new Found([.. Matching(find.Who).Select(member => member.Value.Key)])); return true;
            case AwaitImpose: _deferred = []; return true;
            case Impose impose: OnImpose(impose.List); return true;
            default: return false;
        }
    }

    private Affected OnKick(Kick kick)
    {
        var matching = Matching(kick.Who);
        foreach (var (connection, _) in matching)
            connection.Tell(new ConnectionMessages.Expel(Rejection.Kicked(kick.Reason)));
        if (kick.For is null)
            return new Affected(matching.Count);

        var end = Now + kick.For;
        var (names, networks) = Split(KeysOf(matching, kick.Who));
        var longer = names.Count(name => !moderation.Ban(name, end, kick.Reason))
            + networks.Count(network => !moderation.Ban(network, end, kick.Reason));
        return new Affected(matching.Count, longer)
        {
            Holds = moderation.BansAt(Now, ban => ban.Name is { } name ? names.Contains(name) : networks.Contains(ban.Network!.Value)),
        };
    }

    private Affected OnMute(OperatorMessages.Mute mute)
    {
        var matching = Matching(mute.Who);
        var end = Now + mute.For;
        var longer = matching.Count(member => !moderation.Mute(member.Value.Username!, member.Value.Network, end, mute.Reason));
        foreach (var (name, network) in mute.Who.Elsewhere)
            moderation.Mute(name, network, end, mute.Reason);
        UpdateMutes();
        var (names, networks) = Split(KeysOf(matching, mute.Who));
        var all = Members.Count(member =>
            names.Contains(member.Value.Username!) || (member.Value.Network is { } network && networks.Contains(network)));
        return new Affected(matching.Count, longer, all - matching.Count);
    }

    private Affected OnUnmute(Unmute unmute)
    {
        var matching = Matching(unmute.Who);
        var (names, _) = Split(unmute.Who.Name is { } name ? [new MemberKey(name, null)] : KeysOf(matching, unmute.Who));
        var count = unmute.Who.Address is { } network ? moderation.Unmute(network) : names.Sum(moderation.Unmute);
        UpdateMutes();
        return new Affected(count)
        {
            Holds = moderation.MutesAt(
                Now, mute => matching.Exists(member => mute.HoldsFor(member.Value.Username!, member.Value.Client.Address))),
        };
    }

    private Affected OnBan(Ban ban)
    {
        var now = Now;
        var isNew = moderation.Ban(ban.Network, now + ban.For, ban.Reason);
        var count = 0;
        foreach (var (connection, client) in admitted)
        {
            if (!client.IsOf(ban.Network))
                continue;

            connection.Tell(new ConnectionMessages.Expel(moderation.RejectionOf(client.Client.Address, now)!));
            count++;
        }

        return new Affected(count, isNew ? 0 : 1);
    }

    private Affected OnUnban(Unban unban) =>
        new(moderation.Unban(unban.Name) + (unban.Network is { } network ? moderation.Unban(network) : 0))
        {
            Holds = unban.Network is { } whole ? moderation.BansAt(Now, ban => ban.Overlaps(whole)) : [],
        };

    private void OnImpose(RestrictionList list)
    {
        foreach (var (name, network, left, reason) in list.Bans)
        {
            if (name is not null)
                moderation.Ban(name, Now + left, reason);
            else
                moderation.Ban(network!.Value, Now + left, reason);
        }

        foreach (var (name, network, left, reason) in list.Mutes)
            moderation.Mute(name!, network, Now + left, reason);
        UpdateMutes();
        var deferred = _deferred ?? [];
        _deferred = null;
        foreach (var (message, sender) in deferred)
            TryHandle(message, sender);
    }

    /// <summary>A mute holds for all members with its name or from its address.</summary>
    private void UpdateMutes()
    {
        foreach (var (connection, member) in Members)
        {
            var mute = moderation.MuteOf(member.Username!, member.Network, Now);
            if (ReferenceEquals(mute, member.Mute))
                continue;

            member.Mute = mute;
            connection.Tell(new ConnectionMessages.SetMute(Mute.Of(mute, Now)));
        }
    }

    private static IEnumerable<MemberKey> KeysOf(List<KeyValuePair<IActorRef, AdmittedClient>> matching, OperatorTarget who) =>
        matching.Select(member => member.Value.Key).Concat(who.Elsewhere);

    private static (HashSet<string> Names, HashSet<IPNetwork> Networks) Split(IEnumerable<MemberKey> keys)
    {
        MemberKey[] all = [.. keys];
        return (
            all.Select(key => key.Name).ToHashSet(UsernameRules.Comparer), [.. all.Select(key => key.Network).OfType<IPNetwork>()]);
    }

    private List<KeyValuePair<IActorRef, AdmittedClient>> Matching(OperatorTarget target) =>
        [.. Members.Where(member => member.Value.Matches(target))];
}
