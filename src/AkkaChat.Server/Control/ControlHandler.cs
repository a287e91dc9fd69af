using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using AkkaChat.Server.Configuration;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>
/// Carries out the commands of an operator, and publishes each with the uid of the peer. A command that fails is answered, and affects
/// no client.
/// </summary>
/// <param name="stats">The figures of now.</param>
/// <param name="limits">Those of now.</param>
internal sealed class ControlHandler(ControlActors actors, Func<Stats> stats, Func<ControlLimits> limits, EventStream events)
{
    /// <summary>For an actor to answer. It waits for nothing itself, so even a busy one needs a fraction.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    public async Task HandleAsync(ControlVerb verb, HttpContext context)
    {
        var uid = PeerCredentials.UidOf(context.Features.Get<IConnectionSocketFeature>()?.Socket);
        var (request, answer) = await ReadAsync(context);
        if (request is not null)
            answer = await CarryOutAsync(verb, request, uid);
        await SendAsync(context, answer!);
    }

    private async Task<ControlAnswer> CarryOutAsync(ControlVerb verb, ControlRequest request, uint? uid)
    {
        var input = new ControlInput(request, limits());
        var message = verb.Read(input);
        if (input.Problems.Count > 0)
            return ControlAnswer.Refused(StatusCodes.Status400BadRequest, input.Problems);

        var command = CommandText.Of(verb, request);
        try
        {
            var answer = await (message is null ? AnswerAsync(verb) : AskAsync(message));
            // Also if the client has gone by now.
            events.Publish(new ChatEvents.OperatorCommand(command, verb.IsRead, uid, answer.Affected));
            return answer;
        }
        catch (Exception exception)
        {
            events.Publish(new ChatEvents.OperatorCommandFailed(command, uid, exception));
            return ControlAnswer.Refused(
                StatusCodes.Status500InternalServerError, $"{verb.Name} failed: {exception.GetBaseException().Message}");
        }
    }

    private async Task<ControlAnswer> AskAsync(object message)
    {
        if (message is RoomMessages.Announce announce)
        {
            await AskAsync<RoomMessages.Announced>(actors.Room, announce);
            return ControlAnswer.Done(new Said(announce.Text), ControlJson.Default.Said);
        }

        var affected = (await AskAsync<OperatorMessages.Affected>(actors.Connections, message)).Count;
        return message switch
        {
            OperatorMessages.Ban ban => ControlAnswer.Done(
                new Banned($"{ban.Network}", affected, ban.For is null ? OperatorNetwork.DenialOf(ban.Network) : null),
                ControlJson.Default.Banned,
                affected),
            OperatorMessages.Unban unban => ControlAnswer.Done(
                new Unbanned($"{unban.Network}", affected), ControlJson.Default.Unbanned, affected),
            _ => ControlAnswer.Done(new Matched(affected), ControlJson.Default.Matched, affected),
        };
    }

    private async Task<ControlAnswer> AnswerAsync(ControlVerb verb)
    {
        if (verb == ControlVerb.Who)
        {
            var list = await AskAsync<OperatorMessages.MemberList>(actors.Connections, OperatorMessages.GetMembers.Instance);
            return ControlAnswer.Done([.. list.Members.OrderBy(member => member.Id).Select(Describe)], ControlJson.Default.IReadOnlyListMember);
        }

        if (verb == ControlVerb.Bans)
        {
            var list = await AskAsync<OperatorMessages.BanList>(actors.Connections, OperatorMessages.GetBans.Instance);
            return ControlAnswer.Done([.. list.Bans.Select(Describe)], ControlJson.Default.IReadOnlyListBan);
        }

        return verb == ControlVerb.Stats ? ControlAnswer.Done(stats(), ControlJson.Default.Stats) : await ReloadAsync();
    }

    private async Task<ControlAnswer> ReloadAsync()
    {
        try
        {
            return ControlAnswer.Done(await actors.Reload(), ControlJson.Default.Reloaded);
        }
        catch (ConfigurationException exception)
        {
            return ControlAnswer.Refused(StatusCodes.Status422UnprocessableEntity, exception.Problems);
        }
    }

    private static Task<T> AskAsync<T>(IActorRef actor, object message) => actor.Ask<T>(message, AnswerTimeout);

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

    private static Ban Describe(OperatorMessages.BanInfo ban) => new($"{ban.Network}", (long?)ban.Left?.TotalSeconds, ban.Reason);

    /// <returns>What was requested, or else the answer to it.</returns>
    private static async Task<(ControlRequest? Request, ControlAnswer? Answer)> ReadAsync(HttpContext context)
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
            return (null, ControlAnswer.Refused(
                StatusCodes.Status400BadRequest, "the body must be a JSON object with target, address, for, reason, text or force"));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, ControlAnswer.Refused(exception.StatusCode, exception.Message));
        }
    }

    private static async Task SendAsync(HttpContext context, ControlAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        byte[] line = [.. answer.Body, (byte)'\n'];
        context.Response.ContentLength = line.Length;
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }
}
