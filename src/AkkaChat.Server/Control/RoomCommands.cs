using System.Text.Json;
using Akka.Actor;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using Microsoft.AspNetCore.Http;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>
/// Carries out on all nodes of a cluster what an operator asks of one of them. A change has two steps: each node answers whether its
/// settings allow it and whom it would concern there; then each carries it out, and imposes what is imposed on members of the others.
/// </summary>
/// <param name="self">This node, such as <c>chat2.example.org:9200</c>.</param>
/// <param name="others">
/// The other nodes that are up or joining now: without the latter a ban could miss a node that has read the bans already, and is not
/// seen as up yet.
/// </param>
/// <param name="othersUp">Those that are up, and know the bans.</param>
/// <param name="ask">Throws an <see cref="AskTimeoutException"/> if a node does not answer in time.</param>
internal sealed class RoomCommands(
    string self,
    Func<IEnumerable<string>> others,
    Func<IEnumerable<string>> othersUp,
    Func<string, NodeMessages.Command, TimeSpan, Task<NodeMessages.Answer>> ask)
{
    /// <summary>The members on whom something is imposed, as JSON: they have to fit into one frame between nodes.</summary>
    public const int MaxFoundBytes = 3 * 1024 * 1024;

    /// <summary>For each step.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long the start of a node may wait for the others.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(2);

    public static readonly ControlAnswer TooManyFound = ControlAnswer.Refused(
        StatusCodes.Status400BadRequest, "too many members match for one command: choose a smaller network, or ban it");

    /// <param name="verb">One of all nodes.</param>
    /// <param name="request">Is valid for this node.</param>
    /// <exception cref="TimeoutException">No node has carried it out.</exception>
    public async Task<ControlAnswer> CarryOutAsync(ControlVerb verb, ControlRequest request, uint? uid)
    {
        IReadOnlyList<string> nodes = [self, .. others()];
        // The other verbs take names that may look like an ID.
        if (verb != ControlVerb.Unban && MemberId.TryParse(request.Target) is { } id)
        {
            if (id.Node is null)
            {
                return ControlAnswer.Refused(
                    StatusCodes.Status400BadRequest, $"{id} is on every node: write the ID with its node, as who shows it, such as {id with { Node = self }}");
            }

            var node = nodes.FirstOrDefault(node => node.Equals(id.Node, StringComparison.OrdinalIgnoreCase));
            if (node is null)
            {
                return ControlAnswer.Refused(
                    StatusCodes.Status400BadRequest, $"no node {id.Node} is up; these are: {string.Join(", ", nodes)}");
            }

            request = request with { Target = $"{id with { Node = node }}" };
            // It leaves nothing that would have to hold on the other nodes.
            if (verb == ControlVerb.Kick && request.For is null)
                nodes = [node];
        }

        var command = new NodeRequest(request, uid, []);
        return verb.IsRead
            ? Merge(verb, nodes, await AskAsync(nodes, AnswerTimeout, _ => Of(verb, command)))
            : await ChangeAsync(verb, nodes, command);
    }

    /// <summary>The bans and mutes that hold on the other nodes.</summary>
    /// <returns>Null if there are other nodes, and none gives a valid answer.</returns>
    public async Task<OperatorMessages.RestrictionList?> ReadOthersAsync()
    {
        IReadOnlyList<string> nodes = [.. othersUp()];
        var command = Of(ControlVerb.Bans, new NodeRequest(new ControlRequest(), null, []));
        var done = Done(await AskAsync(nodes, ReadTimeout, _ => command));
        try
        {
            return nodes.Count > 0 && done.Count == 0 ? null : NodeAnswers.Restrictions(done.Select(answer => answer.Body));
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private async Task<ControlAnswer> ChangeAsync(ControlVerb verb, IReadOnlyList<string> nodes, NodeRequest command)
    {
        var previews = await AskAsync(nodes, AnswerTimeout, _ => Of(verb, command, isPreview: true));
        string[] problems =
        [
            .. from preview in previews
               where preview.Answer.Status == StatusCodes.Status400BadRequest
               from problem in NodeAnswers.ReadProblems(preview.Answer.Body)
               select $"{preview.Node}: {problem}",
        ];
        if (problems.Length > 0)
            return ControlAnswer.Refused(StatusCodes.Status400BadRequest, problems);

        if (Done(previews).Sum(preview => (long)preview.Body.Length) > MaxFoundBytes)
            return TooManyFound;

        (string Node, IReadOnlyList<Found> Members)[] found = [.. Done(previews).Select(preview => (preview.Node, NodeAnswers.ReadFound(preview.Body)))];
        var answers = await AskAsync([.. found.Select(one => one.Node)], AnswerTimeout, node => Of(verb, command with
        {
            Elsewhere = [.. found.Where(one => one.Node != node).SelectMany(one => one.Members).Distinct()],
        }));
        return Merge(verb, nodes, answers);
    }

    /// <exception cref="TimeoutException">No node has carried it out.</exception>
    private static ControlAnswer Merge(ControlVerb verb, IReadOnlyList<string> nodes, IReadOnlyList<(string Node, NodeMessages.Answer Answer)> answers)
    {
        var done = Done(answers);
        return done.Count > 0
            ? NodeAnswers.Merge(verb, done) with { Unreached = [.. nodes.Except(done.Select(answer => answer.Node))] }
            : throw new TimeoutException($"no answer from {string.Join(", ", nodes)}");
    }

    /// <returns>The answers of those that answer in time, in the order of the nodes.</returns>
    private async Task<IReadOnlyList<(string Node, NodeMessages.Answer Answer)>> AskAsync(
        IReadOnlyList<string> nodes, TimeSpan timeout, Func<string, NodeMessages.Command> commandOf)
    {
        var answers = await Task.WhenAll(nodes.Select(async node => (Node: node, Answer: await AskAsync(node, commandOf(node), timeout))));
        return [.. from answer in answers where answer.Answer is not null select (answer.Node, answer.Answer)];
    }

    private async Task<NodeMessages.Answer?> AskAsync(string node, NodeMessages.Command command, TimeSpan timeout)
    {
        try
        {
            return await ask(node, command, timeout);
        }
        // Also a failure that the node reports, such as one of a later release.
        catch (Exception exception) when (exception is AskTimeoutException or AggregateException or JsonException or FormatException)
        {
            return null;
        }
    }

    private static IReadOnlyList<(string Node, byte[] Body)> Done(IEnumerable<(string Node, NodeMessages.Answer Answer)> answers) =>
        [.. answers.Where(answer => answer.Answer.Status == StatusCodes.Status200OK).Select(answer => (answer.Node, answer.Answer.Body))];

    private static NodeMessages.Command Of(ControlVerb verb, NodeRequest command, bool isPreview = false) =>
        new(verb.Name, isPreview, JsonSerializer.SerializeToUtf8Bytes(command, ControlJson.Readable.NodeRequest));
}
