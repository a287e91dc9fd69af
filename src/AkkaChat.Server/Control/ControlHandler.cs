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
/// Carries out the commands of an operator, and publishes each with the uid of the peer and its outcome. A command that fails is
/// answered, and affects no client.
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
        answer ??= await CarryOutAsync(verb, request);
        // Also if the client has gone by now.
        events.Publish(new ChatEvents.OperatorCommand(
            verb.Name, CommandText.Of(verb, request), verb.IsRead, uid, answer.Outcome, answer.Affected, answer.Cause));
        await SendAsync(context, answer);
    }

    private async Task<ControlAnswer> CarryOutAsync(ControlVerb verb, ControlRequest request)
    {
        var input = new ControlInput(request, limits());
        var message = verb.Read(input);
        if (input.Problems.Count > 0)
            return ControlAnswer.Refused(StatusCodes.Status400BadRequest, input.Problems);

        try
        {
            return await (message is null ? AnswerAsync(verb) : AskAsync(message));
        }
        catch (Exception exception)
        {
            return ControlAnswer.Failed($"{verb.Name} failed: {exception.GetBaseException().Message}", exception);
        }
    }

    private async Task<ControlAnswer> AskAsync(object message)
    {
        if (message is RoomMessages.Announce announce)
        {
            await AskAsync<RoomMessages.Announced>(actors.Room, announce);
            return ControlAnswer.Done(new Said(announce.Text), ControlJson.Readable.Said);
        }

        var affected = await AskAsync<OperatorMessages.Affected>(actors.Connections, message);
        var answer = message is OperatorMessages.Ban ban
            ? ControlAnswer.Done(Describe(ban, affected), ControlJson.Readable.Banned, affected.Count)
            : ControlAnswer.Matched(new Matched(affected.Count, affected.Longer, affected.Others, HoldsNow(message, affected)));
        return IsUnchanged(message, affected) ? answer.AsUnchanged() : answer;
    }

    private static bool IsUnchanged(object message, OperatorMessages.Affected affected) => affected.Longer > 0
        && (message is OperatorMessages.Ban || (message is OperatorMessages.Mute && affected.Longer == affected.Count));

    /// <returns>Null if nothing does.</returns>
    private Imposed[]? HoldsNow(object message, OperatorMessages.Affected affected)
    {
        var kind = message is OperatorMessages.Unmute ? "mute" : "ban";
        Imposed[] holds = [.. affected.Holds.Select(restriction => Describe(kind, restriction)), .. Denied(message)];
        return holds.Length > 0 ? holds : null;
    }

    /// <summary>What the configuration refuses of a network whose bans end.</summary>
    private IEnumerable<Imposed> Denied(object message) => message is OperatorMessages.Unban { Network: { } network }
        ? limits().Denied.Networks.Where(denied => denied.Overlaps(network))
            .Select(denied => new Imposed("denied", null, $"{denied}", null, ""))
        : [];

    private async Task<ControlAnswer> AnswerAsync(ControlVerb verb)
    {
        if (verb == ControlVerb.Who)
        {
            var list = await AskAsync<OperatorMessages.MemberList>(actors.Connections, OperatorMessages.GetMembers.Instance);
            return ControlAnswer.Done([.. list.Members.OrderBy(member => member.Id).Select(Describe)], ControlJson.Readable.IReadOnlyListMember);
        }

        if (verb == ControlVerb.Bans)
        {
            var list = await AskAsync<OperatorMessages.RestrictionList>(actors.Connections, OperatorMessages.GetRestrictions.Instance);
            return ControlAnswer.Done(
                [.. list.Bans.Select(ban => Describe("ban", ban)), .. list.Mutes.Select(mute => Describe("mute", mute))],
                ControlJson.Readable.IReadOnlyListImposed);
        }

        return verb == ControlVerb.Stats ? ControlAnswer.Done(stats(), ControlJson.Readable.Stats) : await ReloadAsync();
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

    private static Banned Describe(OperatorMessages.Ban ban, OperatorMessages.Affected affected) => new(
        $"{ban.Network}", affected.Count, ban.For is null ? OperatorNetwork.DenialOf(ban.Network) : null, affected.Longer);

    private static Imposed Describe(string kind, OperatorMessages.RestrictionInfo restriction) => new(
        kind,
        restriction.Name,
        restriction.Network?.ToString(),
        restriction.Left is { } left ? (long)Math.Ceiling(left.TotalSeconds) : null,
        restriction.Reason);

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
        context.Response.ContentType = "application/json; charset=utf-8";
        byte[] line = [.. answer.Body, (byte)'\n'];
        context.Response.ContentLength = line.Length;
        await context.Response.Body.WriteAsync(line, context.RequestAborted);
    }
}
