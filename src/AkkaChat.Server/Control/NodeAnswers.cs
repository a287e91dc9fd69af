using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AkkaChat.Server.Connections;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>Makes one answer of those of all nodes of a cluster.</summary>
internal static class NodeAnswers
{
    /// <param name="verb">One of all nodes.</param>
    /// <param name="answers">What each node has done, as JSON; at least one.</param>
    /// <exception cref="JsonException">A body is none of the <see cref="ControlAnswers"/> of the verb.</exception>
    public static ControlAnswer Merge(ControlVerb verb, IReadOnlyList<(string Node, byte[] Body)> answers)
    {
        if (verb == ControlVerb.Who)
            return ControlAnswer.Done(Members(answers), ControlJson.Readable.IReadOnlyListMember);
        if (verb == ControlVerb.Bans)
            return ControlAnswer.Done(Union(answers.Select(answer => ReadImposed(answer.Body))), ControlJson.Readable.IReadOnlyListImposed);
        return verb == ControlVerb.Ban
            ? ControlAnswer.Banned(Merge([.. answers.Select(answer => Read(answer.Body, ControlJson.Default.Banned))]))
            : ControlAnswer.Matched(verb, Merge(verb, [.. answers.Select(answer => Read(answer.Body, ControlJson.Default.Matched))]));
    }

    /// <param name="bodies">The bans and mutes of nodes, as JSON.</param>
    /// <exception cref="JsonException">One is no list of them.</exception>
    public static OperatorMessages.RestrictionList Restrictions(IEnumerable<byte[]> bodies)
    {
        var all = Union(bodies.Select(ReadImposed));
        return new OperatorMessages.RestrictionList(
            [.. all.Where(imposed => imposed.Kind == "ban").Select(Restriction)], [.. all.Where(imposed => imposed.Kind == "mute").Select(Restriction)]);
    }

    /// <exception cref="JsonException">It is no list of members.</exception>
    public static IReadOnlyList<Found> ReadFound(byte[] body) => Read(body, ControlJson.Default.IReadOnlyListFound);

    /// <exception cref="JsonException">It is no refusal.</exception>
    public static IReadOnlyList<string> ReadProblems(byte[] body) => Read(body, ControlJson.Default.Refused).Problems;

    /// <summary>Bans and mutes that are on several nodes, each once. Of two on the same, names in whatever case, the longer one counts.</summary>
    private static IReadOnlyList<Imposed> Union(IEnumerable<IReadOnlyList<Imposed>> lists) =>
    [
        .. lists.SelectMany(list => list)
            .GroupBy(imposed => (imposed.Kind, imposed.Name?.ToUpperInvariant(), imposed.Network))
            .Select(same => same.MaxBy(imposed => imposed.SecondsLeft ?? long.MaxValue)!)
            .OrderBy(imposed => imposed.Kind == "mute"),
    ];

    private static IReadOnlyList<Member> Members(IReadOnlyList<(string Node, byte[] Body)> answers) =>
    [
        .. answers
            .SelectMany(answer => Read(answer.Body, ControlJson.Default.IReadOnlyListMember).Select(member => member with { Node = answer.Node }))
            .OrderBy(member => member.Since),
    ];

    /// <summary>A ban is on every node: it is new if it is for one of them.</summary>
    private static Banned Merge(IReadOnlyList<Banned> all) =>
        all[0] with { Affected = all.Sum(one => one.Affected), Longer = all.Min(one => one.Longer) };

    private static Matched Merge(ControlVerb verb, IReadOnlyList<Matched> all)
    {
        // Members are on one node each, bans and mutes on all.
        var isOfMembers = verb == ControlVerb.Kick || verb == ControlVerb.Mute;
        var holds = Union(all.Select(one => one.Holds ?? []));
        return new Matched(
            isOfMembers ? all.Sum(one => one.Affected) : all.Max(one => one.Affected),
            verb == ControlVerb.Mute ? all.Sum(one => one.Longer) : all.Max(one => one.Longer),
            all.Sum(one => one.Others),
            holds.Count > 0 ? holds : null);
    }

    private static IReadOnlyList<Imposed> ReadImposed(byte[] body) => Read(body, ControlJson.Default.IReadOnlyListImposed);

    private static OperatorMessages.RestrictionInfo Restriction(Imposed imposed) => new(
        imposed.Name,
        imposed.Network is { } network ? IPNetwork.Parse(network) : null,
        imposed.SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null,
        imposed.Reason);

    private static T Read<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("the answer is empty");
}
