using System.Globalization;
using Akka.Actor;
using Akka.Configuration.Hocon;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Finds values below <c>akka</c> that Akka would take, to hang, to crash or to break a promise of the server later, and
/// those of a wrong type, of which Akka would not say where they are.
/// </summary>
internal sealed class AkkaValues
{
    /// <summary>The values that Akka 1.5.74 accepts, by path; with others the server was seen to fail.</summary>
    private static readonly (string Path, string Allowed, Predicate<string> IsAllowed)[] Rules =
    [
        ("akka.io.tcp.maximum-frame-size", "a size from 1 byte to 1 GiB", text => Value(text).GetByteSize() is >= 1 and <= 1 << 30),
        // Akka takes infinite for -1 ms, and no connection is accepted.
        ("akka.io.tcp.register-timeout", "a finite time", text => Value(text).GetTimeSpan() >= TimeSpan.Zero),
        ("akka.log-config-on-start", "off: the log would contain secrets; --print-config prints the rest", IsOff),
        ("akka.actor.serialize-messages", "off: the server's messages cannot be serialized", IsOff),
        // A full mailbox blocks the thread that sends, or loses the message.
        ("akka.actor.default-mailbox.mailbox-type", "an unbounded mailbox", text => !text.Contains(".Bounded", StringComparison.Ordinal)),
        ("akka.scheduler.tick-duration", "a time of at most 1s: no timeout is more exact", text => Value(text).GetTimeSpan() <= TimeSpan.FromSeconds(1)),
        ("akka.scheduler.ticks-per-wheel", "a whole number from 1 to 65536", text => Number(text) is >= 1 and <= 65536),
        ("akka.coordinated-shutdown.run-by-clr-shutdown-hook", "off: the .NET host handles the signals", IsOff),
        ("akka.actor.default-dispatcher.priority", "normal or low", IsPriority),
        ("akka.actor.internal-dispatcher.priority", "normal or low", IsPriority),
        ("akka.actor.room-dispatcher.priority", "normal or low", IsPriority),
        // Several rooms would not be one room.
        .. new[]
        {
            "room", "connections", "listener", "listener-unix", "listener-tls", "listener-web", "certificate", "reload", "event-log", "event-count",
        }.Select(actor => (
            $"akka.actor.deployment.\"/{actor}\".router",
            "from-code: there must be one of it",
            (Predicate<string>)(text => text == "from-code"))),
    ];

    private readonly HoconSection _akka;
    private readonly List<string> _problems = [];

    private AkkaValues(HoconSection akka) => _akka = akka;

    /// <param name="akka">The section <c>akka</c>, resolved.</param>
    /// <param name="maxPending">Bytes that may wait for a client, which are at most what is written at once.</param>
    /// <returns>A line for each value.</returns>
    public static IReadOnlyList<string> Problems(HoconSection akka, int maxPending)
    {
        var values = new AkkaValues(akka);
        values.Check(akka, AkkaReference.Section, "akka");
        values.Check(
            akka.Find("io", "tcp", "write-commands-queue-max-size"),
            "akka.io.tcp.write-commands-queue-max-size",
            $"-1 for no limit, or at least akkachat.limits.max-pending, {maxPending}",
            text => Number(text) == -1 || Number(text) >= maxPending);
        return values._problems;
    }

    private void Check(HoconSection section, HoconSection? reference, string path)
    {
        foreach (var (key, value) in section.Fields)
        {
            var inner = $"{path}.{HoconWriter.Key(key)}";
            var listed = reference?.Find(key);
            // Akka would only say that a sequence is empty, or an object missing.
            if (path == "akka.actor.deployment" && key != "default" && !(key.Contains('/', StringComparison.Ordinal) && value is HoconSection))
                Report(inner, value, "a section whose key is the path of an actor, such as \"/x\"");
            else if (value is HoconSection innerSection && listed is null or HoconSection)
                Check(innerSection, listed as HoconSection, inner);
            else if (listed is HoconSection { Fields.Count: > 0 })
                Report(inner, value, "a section: { ... }");
            else if (Array.Find(Rules, rule => rule.Path == inner) is { Path: not null } rule)
                Check(value, inner, rule.Allowed, rule.IsAllowed);
            else if (key == "router" && path.StartsWith("akka.actor.deployment.", StringComparison.Ordinal))
                Check(value, inner, "a router that Akka has, without further modules", IsRouter);
            else if (listed is HoconScalar { Text: "on" or "off" or "true" or "false" })
                Check(value, inner, "on or off", text => text is "on" or "true" or "yes" or "off" or "false" or "no");
            else if (listed is HoconScalar { Text: var standard } && IsTime(standard))
                Check(value, inner, "a time, such as 500ms or 10s", text => Value(text).GetTimeSpan() >= TimeSpan.MinValue);
            else if (listed is HoconList && value is not HoconList)
                Report(inner, value, "a list: [ ... ]");
            else if (listed is HoconScalar && value is HoconSection)
                Report(inner, value, "a value, not a section");
        }
    }

    private void Check(HoconNode? value, string path, string allowed, Predicate<string> isAllowed)
    {
        if (value is not null && !(value is HoconScalar scalar && Succeeds(() => isAllowed(scalar.Text))))
            Report(path, value, allowed);
    }

    private void Report(string path, HoconNode value, string allowed) =>
        _problems.Add($"{path} = {FoundValue.Of(value)} ({value.Origin}) must be {allowed}");

    /// <summary>Of a router whose type cannot be loaded Akka would not say which one it is. Unknown names it reports itself.</summary>
    private bool IsRouter(string name)
    {
        string[] path = ["actor", "router", "type-mapping", name];
        return (_akka.Find(path) ?? AkkaReference.Section.Find(path)) is not HoconScalar { Text: var type }
            || (Type.GetType(type) ?? typeof(ActorSystem).Assembly.GetType(type)) is not null;
    }

    private static bool Succeeds(Func<bool> check)
    {
        try
        {
            return check();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsTime(string text) =>
        text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiLetter(text[^1]) && Succeeds(() => HoconUnits.Nanoseconds(text) >= 0);

    private static bool IsOff(string text) => text is "off" or "false" or "no";

    private static bool IsPriority(string text) => text is "normal" or "low";

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>Akka.NET's own value, which accepts other spellings of units than the specification.</summary>
    private static HoconValue Value(string text)
    {
        var value = new HoconValue();
        value.AppendValue(new HoconLiteral { Value = text });
        return value;
    }
}
