using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AkkaChat.Server.Observability.Events;
using Microsoft.AspNetCore.Http;

namespace AkkaChat.Server.Control;

/// <summary>The answer to a request of the control socket.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">JSON.</param>
/// <param name="Affected">How many it concerned; null if that is no question.</param>
/// <param name="Cause">Why it failed; null unless it did.</param>
internal sealed record ControlAnswer(int Status, byte[] Body, CommandOutcome Outcome, int? Affected = null, Exception? Cause = null)
{
    /// <summary>Nodes of a cluster that have not answered: it may not be carried out there.</summary>
    public IReadOnlyList<string> Unreached { get; init; } = [];

    public static ControlAnswer Done<T>(T body, JsonTypeInfo<T> type, int? affected = null) =>
        new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(body, type), CommandOutcome.Done, affected);

    /// <summary>Done, unless nothing has matched, or a mute changes nothing since longer ones are in place.</summary>
    public static ControlAnswer Matched(ControlVerb verb, ControlAnswers.Matched body)
    {
        var done = Done(body, ControlJson.Readable.Matched, body.Affected);
        if (body.Affected == 0)
            return done.ButNotDone(CommandOutcome.NoMatch);

        return verb == ControlVerb.Mute && body.Longer == body.Affected ? done.ButNotDone(CommandOutcome.Unchanged) : done;
    }

    /// <summary>Done, unless a longer ban is in place and nobody was there to disconnect.</summary>
    public static ControlAnswer Banned(ControlAnswers.Banned body)
    {
        var done = Done(body, ControlJson.Readable.Banned, body.Affected);
        return body is { Longer: > 0, Affected: 0 } ? done.ButNotDone(CommandOutcome.Unchanged) : done;
    }

    /// <param name="problems">One line each.</param>
    public static ControlAnswer Refused(int status, params IReadOnlyList<string> problems) =>
        new(status, BodyOf(problems), CommandOutcome.Refused);

    public static ControlAnswer Failed(string problem, Exception cause) => new(
        StatusCodes.Status500InternalServerError, BodyOf([problem]), CommandOutcome.Failed, Cause: cause);

    private ControlAnswer ButNotDone(CommandOutcome outcome) => this with { Outcome = outcome, Affected = null };

    private static byte[] BodyOf(IReadOnlyList<string> problems) =>
        JsonSerializer.SerializeToUtf8Bytes(new ControlAnswers.Refused(problems), ControlJson.Readable.Refused);
}
