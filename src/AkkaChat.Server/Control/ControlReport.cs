using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using static AkkaChat.Server.Control.ControlAnswers;

namespace AkkaChat.Server.Control;

/// <summary>An answer of the server, for people.</summary>
/// <param name="Output">Lines with their ends.</param>
/// <param name="Errors">One line each.</param>
internal sealed record ControlReport(ControlResult Result, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>Without a line end or a date: times are in the operator's time zone.</summary>
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    /// <param name="request">What was asked.</param>
    /// <param name="status">Of HTTP.</param>
    /// <param name="body">JSON.</param>
    /// <exception cref="JsonException">It is none of the <see cref="ControlAnswers"/>.</exception>
    public static ControlReport Of(ControlVerb verb, ControlRequest request, int status, ReadOnlySpan<byte> body)
    {
        if (status != (int)HttpStatusCode.OK)
        {
            var result = status == (int)HttpStatusCode.BadRequest ? ControlResult.WrongUsage : ControlResult.Failed;
            return new ControlReport(result, "", Read(body, ControlJson.Default.Refused).Problems);
        }

        return verb.Name switch
        {
            "who" => Done(Table(Read(body, ControlJson.Default.IReadOnlyListMember))),
            "bans" => Done(Table(Read(body, ControlJson.Default.IReadOnlyListImposed))),
            "stats" => Done(Table(Read(body, ControlJson.Default.Stats))),
            "reload" => Done(Text(Read(body, ControlJson.Default.Reloaded))),
            "say" => Done("sent\n"),
            "ban" => Done(Text(Read(body, ControlJson.Default.Banned))),
            _ => Of(verb.Name, request, Read(body, ControlJson.Default.Matched)),
        };
    }

    /// <summary>Failed if nodes of a cluster have not answered, whatever the others have done.</summary>
    public ControlReport WithUnreached(ControlVerb verb, IReadOnlyList<string> nodes)
    {
        var consequence = verb == ControlVerb.Who ? "its members are missing"
            : verb == ControlVerb.Bans ? "what holds there alone is missing"
            : "the command may not be carried out there";
        return nodes.Count == 0
            ? this
            : this with { Result = ControlResult.Failed, Errors = [.. Errors, .. nodes.Select(node => $"no answer from {node}: {consequence}")] };
    }

    private static ControlReport Of(string verb, ControlRequest request, Matched matched)
    {
        var who = request.Target ?? request.Address ?? "";
        string[] lines = [.. (matched.Holds ?? []).Select(holds => Text(verb, holds))];
        if (matched.Affected == 0)
            return new ControlReport(ControlResult.Failed, "", [NoMatch(verb, who), .. lines]);

        var done = verb switch
        {
            "unban" => $"bans ended: {matched.Affected}",
            "kick" => $"disconnected: {matched.Affected}",
            "mute" => Muted(matched),
            _ => $"mutes ended: {matched.Affected}",
        };
        return Done(string.Concat(lines.Prepend(done).Select(line => $"{line}\n")));
    }

    private static string NoMatch(string verb, string who) => verb switch
    {
        "unban" => $"there is no ban of {who}: see bans",
        "unmute" => $"there is no mute of {who}{HintOfId(who)}",
        _ => $"no member matches {who}{HintOfId(who)}",
    };

    private static string HintOfId(string who) => who.Length > 0 && who.All(char.IsAsciiDigit) ? $"; for an ID write '#{who}'" : "";

    private static string Muted(Matched matched)
    {
        var others = matched.Others > 0 ? $", and {matched.Others} more with the same name or address" : "";
        return matched.Longer == matched.Affected
            ? $"already muted for longer: nothing changed{others}"
            : $"muted: {matched.Affected}{others}{(matched.Longer > 0 ? $"; {matched.Longer} already for longer, unchanged" : "")}";
    }

    /// <summary>A ban or a mute that holds now for those whom a verb concerns.</summary>
    private static string Text(string verb, Imposed holds)
    {
        var whom = string.Join(", ", new[] { holds.Name, holds.Network }.OfType<string>());
        return (verb, holds.Kind) switch
        {
            ("kick", _) => $"banned {(holds.SecondsLeft is { } left ? $"for {Time(left)}" : "until the server ends")}: {whom}",
            (_, "denied") => $"still refused by the configuration: {whom} is in limits.denied-addresses",
            (_, "mute") => $"still muted by the mute of {whom}; see bans",
            _ => $"still banned by the ban of {whom}; see bans",
        };
    }

    private static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("the answer is empty");

    private static ControlReport Done(string output) => new(ControlResult.Done, output, []);

    private static string Text(Banned banned) => banned.Longer > 0
        ? $"{banned.Network} is already banned for longer: {(banned.Affected > 0 ? $"disconnected: {banned.Affected}" : "nothing changed")}\n"
        : $"banned: {banned.Network}\ndisconnected: {banned.Affected}\n"
        + (banned.Configuration is null
            ? ""
            : $"until the server ends; this line in its configuration file makes it permanent:\n{banned.Configuration}\n");

    private static string Text(Reloaded reloaded) =>
        $"changed: {(reloaded.Changed.Count == 0 ? "nothing" : string.Join(", ", reloaded.Changed))}\n"
        + (reloaded.NeedsRestart.Count == 0 ? "" : $"needs a restart: {string.Join(", ", reloaded.NeedsRestart)}\n");

    private static string Table(IReadOnlyList<Member> members)
    {
        var table = new TextTable(">ID", "NAME", "ADDRESS", "DOOR", "SINCE", ">IN", ">OUT", ">PENDING", ">IDLE", "MUTED");
        foreach (var member in members)
        {
            table.Add(
                member.Node is null ? Number(member.Id) : $"{member.Id}@{member.Node}",
                member.Name,
                member.Address,
                member.Door,
                member.Since.ToLocalTime().ToString(TimeFormat, CultureInfo.InvariantCulture),
                Number(member.LinesIn),
                Number(member.LinesOut),
                Number(member.PendingBytes),
                Time(member.IdleSeconds),
                member.Muted ? "yes" : "");
        }

        return $"{table}";
    }

    private static string Table(IReadOnlyList<Imposed> all)
    {
        var table = new TextTable("KIND", "NAME", "NETWORK", ">LEFT", "REASON");
        foreach (var (kind, name, network, left, reason) in all)
            table.Add(kind, name ?? "", network ?? "", left is { } seconds ? Time(seconds) : "no end", reason);
        return $"{table}";
    }

    private static string Table(Stats stats)
    {
        (string Name, string Value)[] rows =
        [
            ("version", stats.Version),
            ("uptime", Time(stats.UptimeSeconds)),
            ("connections", Number(stats.Connections)),
            ("members", Number(stats.Members)),
            ("congested", Number(stats.Congested)),
            ("pending bytes", Number(stats.PendingBytes)),
            ("lines in", Number(stats.LinesIn)),
            ("lines out", Number(stats.LinesOut)),
            ("bytes in", Number(stats.BytesIn)),
            ("bytes out", Number(stats.BytesOut)),
        ];
        var width = rows.Max(row => row.Name.Length) + 2;
        return string.Concat(rows.Select(row => $"{row.Name.PadRight(width)}{row.Value}\n"));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>In the two largest units, such as <c>1h5m</c>, rounded down.</summary>
    private static string Time(long seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { Days: > 0 } time => $"{time.Days}d{time.Hours}h",
        { Hours: > 0 } time => $"{time.Hours}h{time.Minutes}m",
        { Minutes: > 0 } time => $"{time.Minutes}m{time.Seconds}s",
        _ => $"{seconds}s",
    };
}
