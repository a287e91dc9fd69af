using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>
/// Carries out the commands of an operator, and publishes each with the uid of the peer and its outcome. A command that fails is
/// answered, and affects no client.
/// </summary>
/// <param name="stats">The figures of now.</param>
/// <param name="limits">Those of now.</param>
/// <param name="allNodes">The nodes of a cluster; null for a single server.</param>
internal sealed class ControlHandler(
    ControlActors actors, Func<Stats> stats, Func<ControlLimits> limits, EventStream events, RoomCommands? allNodes = null)
{
    /// <summary>A header of the answer: the nodes that have not answered.</summary>
    public const string UnreachedHeader = "AkkaChat-Unreached";

    private readonly MemberCommands _members = new(actors.Connections, limits);

    public async Task HandleAsync(ControlVerb verb, HttpContext context)
    {
        var uid = PeerCredentials.UidOf(context.Features.Get<IConnectionSocketFeature>()?.Socket);
        var (request, answer) = await ReadAsync(context);
        answer ??= await verb.CarryOutAsync(
            new ControlInput(request, limits()), message => CarryOutAsync(verb, request, message, uid));
        // Also if the client has gone by now.
        events.Publish(new ChatEvents.OperatorCommand(
            verb.Name, CommandText.Of(verb, request), verb.IsRead, uid, answer.Outcome, answer.Affected, answer.Cause)
        {
            Unreached = answer.Unreached,
        });
        await SendAsync(context, answer);
    }

    /// <param name="message">That of the verb; null if it has none.</param>
    private Task<ControlAnswer> CarryOutAsync(ControlVerb verb, ControlRequest request, object? message, uint? uid)
    {
        if (message is RoomMessages.Announce announce)
            return SayAsync(announce);
        if (verb == ControlVerb.Stats)
            return Task.FromResult(ControlAnswer.Done(stats(), ControlJson.Readable.Stats));
        if (verb == ControlVerb.Reload)
            return ReloadAsync();
        return allNodes is null ? _members.AnswerAsync(verb, message) : allNodes.CarryOutAsync(verb, request, uid);
    }

    private async Task<ControlAnswer> SayAsync(RoomMessages.Announce announce)
    {
        var answer = await actors.Room.Ask<object>(announce, MemberCommands.AnswerTimeout);
        return answer is RoomMessages.Announced
            ? ControlAnswer.Done(new Said(announce.Text), ControlJson.Readable.Said)
            : ControlAnswer.Refused(StatusCodes.Status503ServiceUnavailable, "not sent: this server has no room now");
    }

    private async Task<ControlAnswer> ReloadAsync()
    {
        try
        {
            return ControlAnswer.Done(await actors.Reload(), ControlJson.Readable.Reloaded);
        }
        catch (ConfigurationException exception)
        {
            return ControlAnswer.Refused(StatusCodes.Status422UnprocessableEntity, exception.Problems);
        }
    }

    /// <returns>What was requested, and the answer if it cannot be read.</returns>
    private static async Task<(ControlRequest Request, ControlAnswer? Answer)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
            return (new ControlRequest(), null);

        try
        {
            var request = await JsonSerializer.DeserializeAsync(
                context.Request.Body, ControlJson.Default.ControlRequest, context.RequestAborted);
            return (request ?? throw new JsonException(), null);
        }
        catch (JsonException)
        {
            return (new ControlRequest(), ControlAnswer.Refused(
                StatusCodes.Status400BadRequest, "the body must be a JSON object with target, address, for, reason, text or force"));
        }
        catch (BadHttpRequestException exception)
        {
            return (new ControlRequest(), ControlAnswer.Refused(exception.StatusCode, exception.Message));
        }
    }

    private static async Task SendAsync(HttpContext context, ControlAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Unreached.Count > 0)
            context.Response.Headers[UnreachedHeader] = string.Join(", ", answer.Unreached);
        context.Response.ContentType = "application/json; charset=utf-8";
        byte[] line = [.. answer.Body, (byte)'\n'];
        context.Response.ContentLength = line.Length;
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }
}
