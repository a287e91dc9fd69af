using System.Net;
using System.Text.Json;
using Akka.Event;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Server.Control;

/// <summary>Carries out on this node of a cluster the commands that an operator has given to any node.</summary>
/// <param name="limits">Those of now.</param>
internal sealed class NodeCommandHandler(MemberCommands members, Func<ControlLimits> limits, EventStream events)
{
    /// <param name="from">The node that the operator has asked; null if it is this one, which publishes the command itself.</param>
    public async Task<NodeMessages.Answer> HandleAsync(NodeMessages.Command command, string? from)
    {
        var verb = ControlVerb.All.FirstOrDefault(verb => verb.IsOfAllNodes && verb.Name == command.Verb);
        if (verb is null || Read(command.Request) is not { } request)
            return AnswerOf(ControlAnswer.Refused(StatusCodes.Status400BadRequest, "the command is of another version of the server"));

        var input = new ControlInput(request.Request, limits(), [.. request.Elsewhere.Select(KeyOf)]);
        var answer = await verb.CarryOutAsync(
            input, message => command.IsPreview ? members.PreviewAsync(message) : members.AnswerAsync(verb, message));
        if (answer.Cause is not null || (from is not null && !verb.IsRead && !command.IsPreview))
            events.Publish(new ChatEvents.NodeCommand(CommandText.Of(verb, request.Request), request.Uid, from, answer.Cause));
        return AnswerOf(answer);
    }

    private static NodeRequest? Read(byte[] json)
    {
        try
        {
            var request = JsonSerializer.Deserialize(json, ControlJson.Default.NodeRequest);
            return request is { Request: not null, Elsewhere: not null }
                && request.Elsewhere.All(member => member.Network is null || IPNetwork.TryParse(member.Network, out _))
                    ? request
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MemberKey KeyOf(ControlAnswers.Found member) =>
        new(member.Name, member.Network is { } network ? IPNetwork.Parse(network) : null);

    private static NodeMessages.Answer AnswerOf(ControlAnswer answer) => new(answer.Status, answer.Body);
}
