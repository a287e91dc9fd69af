using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Finds keys below <c>akka</c> that have no effect, or probably none. They are warnings, since Akka also reads keys that its
/// reference configuration does not list.
/// </summary>
internal sealed class AkkaKeys
{
    /// <summary>Sections whose keys are names of the user's choice.</summary>
    private static readonly string[] FreeSections =
    [
        "akka.actor.deployment", "akka.actor.mailbox.requirements", "akka.actor.router.type-mapping",
        "akka.actor.serialization-bindings", "akka.actor.serialization-identifiers", "akka.actor.serialization-settings",
        "akka.actor.serializers",
    ];

    /// <summary>Sections that may also have sections with names of the user's choice, such as dispatchers.</summary>
    private static readonly string[] ExtensibleSections =
        ["akka.actor", "akka.actor.mailbox", "akka.coordinated-shutdown.phases"];

    /// <summary>Keys of one of these kinds of sections, by a key that all of that kind have.</summary>
    private static readonly string[] Kinds = ["type", "executor", "mailbox-type"];

    /// <summary>Where such sections are.</summary>
    private static readonly string[] Parents = ["actor", "io"];

    /// <summary>Keys that Akka reads although its reference does not list them.</summary>
    private static readonly string[][] Unlisted =
    [
        ["io", "tcp", "write-commands-queue-max-size"],
        ["coordinated-shutdown", "phases", "before-service-unbind", "recover"],
        ["coordinated-shutdown", "phases", "before-service-unbind", "enabled"],
    ];

    private readonly HoconSection _known = new(new Origin("Akka.NET"));
    private readonly HashSet<string> _names;
    private readonly List<string> _warnings = [];

    private AkkaKeys(HoconSection configured, HoconSection reference, bool isNode)
    {
        _names = NamesInAkka.Of(configured);
        _known.Merge(AkkaReference.Section);
        if (isNode)
            _known.Merge(AkkaReference.Cluster);
        _known.Merge(reference);
        foreach (var path in Unlisted)
            _known.Set(path, new HoconScalar("", _known.Origin));
    }

    /// <param name="configured">The section <c>akka</c> as <see cref="WrittenKeys"/>.</param>
    /// <param name="reference">The server's own defaults of it.</param>
    /// <param name="overrides">What the server sets itself, over the configuration.</param>
    /// <param name="isNode">The server is a node of a cluster.</param>
    /// <returns>A line for each key.</returns>
    public static IReadOnlyList<string> Warnings(HoconSection configured, HoconSection reference, HoconSection overrides, bool isNode)
    {
        var keys = new AkkaKeys(configured, reference, isNode);
        keys.Check(configured, keys._known, overrides, "akka");
        return keys._warnings;
    }

    /// <param name="overrides">Null if the server sets nothing in the section.</param>
    private void Check(HoconSection section, HoconSection known, HoconSection? overrides, string path)
    {
        var isFree = FreeSections.Contains(path);
        // A key of one dispatcher, mailbox or phase is valid for the others.
        var siblings = Kind(section) ?? Kind(known) ?? (path.StartsWith("akka.coordinated-shutdown.phases.", StringComparison.Ordinal) ? Phases() : null);
        foreach (var (key, value) in section.Fields)
        {
            var listed = known.Find(key) ?? siblings?.Find(key);
            var inner = $"{path}.{HoconWriter.Key(key)}";
            var overriding = overrides?.Find(key);
            if (overriding is not null && (overriding, value) is not (HoconSection, HoconSection or HoconNull))
                _warnings.Add($"{inner} ({value.Origin}) has no effect: the server sets it itself");
            else if (isFree)
                continue;
            else if (listed is null && !IsOwn(value, path, key, known))
                Warn(inner, value, Meant(path, key, known, siblings));
            else if (value is HoconSection innerSection && (listed is HoconSection || listed is null))
                Check(innerSection, listed as HoconSection ?? new HoconSection(value.Origin), overriding as HoconSection, inner);
        }
    }

    private static string? Meant(string path, string key, HoconSection known, HoconSection? siblings)
    {
        if (key == "akkachat")
            return key;
        var similar = known.Find(key.Split('.')) is null ? SimilarKeys.Find(key, known.Fields.Keys.Concat(siblings?.Fields.Keys ?? [])) : key;
        return similar is null ? null : $"{path}.{similar}";
    }

    /// <summary>Whether it is a new section with a name of the user's choice.</summary>
    private bool IsOwn(HoconNode value, string path, string key, HoconSection known) =>
        value is HoconSection && (_names.Contains($"{path}.{key}")
            || (ExtensibleSections.Contains(path) && SimilarKeys.Find(key, known.Fields.Keys) is null));

    /// <summary>All keys that sections of the same kind have; null if it is of no kind.</summary>
    private HoconSection? Kind(HoconSection section)
    {
        if (Array.Find(Kinds, key => section.Find(key) is not null) is not { } kind)
            return null;
        return Union(Parents
            .SelectMany(parent => Inner(_known.Find(parent)).Concat(Inner(_known.Find(parent, "mailbox"))))
            .Where(inner => inner.Find(kind) is not null));
    }

    private HoconSection Phases() => Union(Inner(_known.Find("coordinated-shutdown", "phases")));

    private static HoconSection Union(IEnumerable<HoconSection> sections)
    {
        var union = new HoconSection(new Origin("Akka.NET"));
        foreach (var section in sections)
            union.Merge(section);
        return union;
    }

    private static IEnumerable<HoconSection> Inner(HoconNode? node) =>
        (node as HoconSection)?.Fields.Values.OfType<HoconSection>() ?? [];

    /// <summary>A key without a value may remove one of an earlier file, unless it is probably misspelt.</summary>
    private void Warn(string key, HoconNode value, string? meant)
    {
        if (meant is not null || value is not HoconNull)
        {
            _warnings.Add(
                $"{key} ({value.Origin}) is not a key that Akka's reference configuration lists; it may have no effect"
                + (meant is null ? "" : $". Did you mean {meant}?"));
        }
    }
}
