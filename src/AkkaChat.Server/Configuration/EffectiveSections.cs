using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Tells the root sections that have an effect from those that were probably meant to be something else.</summary>
/// <param name="keys">The whole configuration as <see cref="WrittenKeys"/>.</param>
/// <param name="reference">The defaults.</param>
internal sealed class EffectiveSections(HoconSection keys, HoconSection reference)
{
    private static readonly string[] Owners = ["akkachat", "akka"];

    /// <summary>Keys by which a section defines a dispatcher or a mailbox, besides <c>type</c>.</summary>
    private static readonly string[] DefinitionKeys = ["mailbox-type", "executor", "throughput"];

    /// <summary>Probable meanings of a root key: the last key of a path, and the path.</summary>
    private readonly List<(string Name, string Path)> _known =
        [.. Owners.Select(owner => (owner, owner)), .. Owners.SelectMany(owner => KeysOf(owner, reference).Select(key => (key, $"{owner}.{key}")))];

    /// <summary>The same of the server's keys within sections, whose names alone mean less: only an equal one is meant.</summary>
    private readonly List<(string Name, string Path)> _inner = [.. InnerKeysOf(reference.Find("akkachat"), "akkachat")];

    /// <summary>
    /// The root keys in effect, in the order in which they are printed: the server's, Akka's, and those that a value below
    /// <c>akka</c> names, such as a dispatcher.
    /// </summary>
    public IReadOnlyList<string> Keys { get; } = [.. Owners, .. NamedByAkka(keys)];

    /// <summary>Root sections that define a dispatcher or a mailbox which nothing names: only code could.</summary>
    /// <param name="references">All substitutions of the configuration.</param>
    /// <returns>A line for each.</returns>
    public IEnumerable<string> Warnings(IReadOnlyCollection<HoconReference> references) =>
        UnusedDefinitions(references).Select(field => $"{Describe(field)} is not used: no value below akka names it");

    /// <summary>
    /// The problems of all other root keys, unless a substitution of one that is not refused refers to them. One without a value may
    /// remove a section of an earlier file, unless it is probably misspelt.
    /// </summary>
    /// <inheritdoc cref="Warnings"/>
    public IEnumerable<string> Problems(IReadOnlyCollection<HoconReference> references) =>
        from field in Unused([.. Keys, .. UnusedDefinitions(references).Select(field => field.Key)], references)
        let meant = Meant(field.Key)
        where meant is not null || field.Value is not HoconNull
        select $"{Describe(field)} has no effect: {(meant is null ? "no substitution and no value below akka refers to it" : $"did you mean {meant}?")}";

    private static string Describe(KeyValuePair<string, HoconNode> field) => $"{HoconWriter.Key(field.Key)} ({field.Value.Origin})";

    private IEnumerable<KeyValuePair<string, HoconNode>> UnusedDefinitions(IReadOnlyCollection<HoconReference> references) =>
        Unused(Keys, references).Where(field => field.Value is HoconSection section && IsDefinition(section));

    private static bool IsDefinition(HoconSection section) =>
        Array.Exists(DefinitionKeys, key => section.Find(key) is not null)
        || (section.Find("type") is HoconScalar type && type.Text.Contains("Dispatcher", StringComparison.Ordinal));

    /// <summary>The root fields that are neither effective nor referred to by those.</summary>
    private IEnumerable<KeyValuePair<string, HoconNode>> Unused(IEnumerable<string> effective, IReadOnlyCollection<HoconReference> references)
    {
        var targets = references.ToLookup(reference => reference.From[0], reference => reference.To[0]);
        var used = new HashSet<string>(effective);
        var rest = new Stack<string>(used);
        while (rest.TryPop(out var key))
        {
            foreach (var target in targets[key].Where(used.Add))
                rest.Push(target);
        }

        return keys.Fields.Where(field => !used.Contains(field.Key));
    }

    private static IEnumerable<string> NamedByAkka(HoconSection keys)
    {
        var names = NamesInAkka.Of(keys.Find("akka"));
        return keys.Fields.Where(field => !Owners.Contains(field.Key) && PathsOf(field).Any(names.Contains)).Select(field => field.Key);
    }

    /// <summary>The paths of a field and of all below it, as Akka reads them: a key with a dot is in quotes.</summary>
    private static IEnumerable<string> PathsOf(KeyValuePair<string, HoconNode> field)
    {
        var name = field.Key.Contains('.', StringComparison.Ordinal) ? HoconWriter.Quote(field.Key) : field.Key;
        if (field.Value is HoconSection section)
            return section.Fields.SelectMany(PathsOf).Select(inner => $"{name}.{inner}").Prepend(name);
        return field.Value is HoconNull ? [] : [name];
    }

    /// <returns>Null if no known key is similar.</returns>
    private string? Meant(string key)
    {
        var path = key.Split('.');
        if (path.Length > 1 && SimilarKeys.Find(path[0], Owners) is { } owner)
            return $"{string.Join('.', path[1..].Prepend(owner))}, without quotes";
        var similar = PathOf(path[0], _known) ?? PathOf(path[0], _inner) ?? PathOf(SimilarKeys.Find(path[0], _known.Select(known => known.Name)), _known);
        return similar is null ? null : string.Join('.', path[1..].Prepend(similar));
    }

    private static string? PathOf(string? name, List<(string Name, string Path)> known) =>
        known.Find(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Path;

    private static IEnumerable<(string Name, string Path)> InnerKeysOf(HoconNode? node, string path) =>
        ((node as HoconSection)?.Fields ?? new Dictionary<string, HoconNode>())
        .SelectMany(field => InnerKeysOf(field.Value, $"{path}.{field.Key}").Prepend((field.Key, $"{path}.{field.Key}")));

    private static IEnumerable<string> KeysOf(string owner, HoconSection reference) =>
        ((reference.Find(owner) as HoconSection)?.Fields.Keys ?? [])
        .Concat(owner == "akka" ? AkkaReference.Section.Fields.Keys : []);
}
