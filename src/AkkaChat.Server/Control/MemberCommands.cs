using Akka.Actor;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>Carries out on this server the commands that concern members, bans and mutes.</summary>
/// <param name="connections">The ConnectionManagerActor.</param>
/// <param name="limits">Those of now.</param>
internal sealed class MemberCommands(IActorRef connections, Func<ControlLimits> limits)
{
    /// <summary>For an actor to answer. It waits for nothing itself, so even a busy one needs a fraction.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    /// <param name="message">That of the verb; null if it has none.</param>
    public async Task<ControlAnswer> AnswerAsync(ControlVerb verb, object? message)
    {
        if (verb == ControlVerb.Who)
        {
            var members = await AskAsync<OperatorMessages.MemberList>(OperatorMessages.GetMembers.Instance);
            return ControlAnswer.Done([.. members.Members.OrderBy(member => member.Id).Select(Describe)], ControlJson.Readable.IReadOnlyListMember);
        }

        if (verb == ControlVerb.Bans)
        {
            var list = await AskAsync<OperatorMessages.RestrictionList>(OperatorMessages.GetRestrictions.Instance);
            return ControlAnswer.Done(
                [.. list.Bans.Select(ban => Describe("ban", ban)), .. list.Mutes.Select(mute => Describe("mute", mute))],
                ControlJson.Readable.IReadOnlyListImposed);
        }

        var affected = await AskAsync<OperatorMessages.Affected>(message!);
        return message is OperatorMessages.Ban ban
            ? ControlAnswer.Banned(Describe(ban, affected))
            : ControlAnswer.Matched(verb, new Matched(affected.Count, affected.Longer, affected.Others, HoldsNow(message!, affected)));
    }

    /// <summary>Answers on whom the command would impose or end something, and changes nothing.</summary>
    /// <param name="message">That of the verb.</param>
    public async Task<ControlAnswer> PreviewAsync(object? message)
    {
        var target = message switch
        {
            OperatorMessages.Kick { For: not null } kick => kick.Who,
            OperatorMessages.Mute mute => mute.Who,
            OperatorMessages.Unmute unmute => unmute.Who,
            _ => OperatorTarget.Nobody,
        };
        var found = await AskAsync<OperatorMessages.Found>(new OperatorMessages.Find(target));
        var answer = ControlAnswer.Done(
            [.. found.Members.Select(member => new Found(member.Name, member.Network?.ToString()))], ControlJson.Readable.IReadOnlyListFound);
        return answer.Body.Length <= RoomCommands.MaxFoundBytes ? answer : RoomCommands.TooManyFound;
    }

    /// <returns>Null if nothing does.</returns>
    private Imposed[]? HoldsNow(object message, OperatorMessages.Affected affected)
    {
        var kind = message is OperatorMessages.Unmute ? "mute" : "ban";
        Imposed[] holds = [.. affected.Holds.Select(restriction => Describe(kind, restriction)), .. Denied(message)];
        return holds.Length > 0 ? holds : null;
    }

    /// <summary>The networks that the configuration still refuses, of a network whose bans end.</summary>
    private IEnumerable<Imposed> Denied(object message) => message is OperatorMessages.Unban { Network: { } network }
        ? limits().Denied.Networks.Where(denied => denied.Overlaps(network))
            .Select(denied => new Imposed("denied", null, $"{denied}", null, ""))
        : [];

    private Task<T> AskAsync<T>(object message) => connections.Ask<T>(message, AnswerTimeout);

    private static Member Describe(OperatorMessages.MemberInfo member) => new(
        member.Id,
        member.Name,
        member.Address,
        member.Door.Tag,
        member.Since.UtcDateTime,
        member.LinesIn,
        member.LinesOut,
        member.PendingBytes,
        (long)member.Idle.TotalSeconds,
        member.IsMuted);

    private static Banned Describe(OperatorMessages.Ban ban, OperatorMessages.Affected affected) => new(
        $"{ban.Network}", affected.Count, ban.For is null ? OperatorNetwork.DenialOf(ban.Network) : null, affected.Longer);

    private static Imposed Describe(string kind, OperatorMessages.RestrictionInfo restriction) => new(
        kind,
        restriction.Name,
        restriction.Network?.ToString(),
        restriction.Left is { } left ? (long)Math.Ceiling(left.TotalSeconds) : null,
        restriction.Reason);
}
