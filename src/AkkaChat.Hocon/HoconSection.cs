using System.Collections;
using System.Collections.Immutable;

namespace AkkaChat.Hocon;

/// <summary>A HOCON object: keys with their values, in the order in which the keys first occur.</summary>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconSection(Origin Origin) : HoconNode(Origin)
{
    private readonly OrderedDictionary<string, HoconNode> _fields = [];
    private readonly List<HoconReference> _references = [];
    private readonly List<string> _missingIncludes = [];

    /// <summary>The values by their keys; a key is a single one, not a path.</summary>
    public IReadOnlyDictionary<string, HoconNode> Fields => _fields;

    /// <summary>Of a root: the substitutions of all texts that were read into it, also of values that were replaced since.</summary>
    public IReadOnlyCollection<HoconReference> References => _references;

    /// <summary>Of a root: the includes that found no file, and so have no effect, one line each with its place.</summary>
    public IReadOnlyCollection<string> MissingIncludes => _missingIncludes;

    internal override string Kind => ObjectKind;

    /// <summary>Finds the value at a path of keys.</summary>
    /// <returns>Null if there is none.</returns>
    public HoconNode? Find(params ReadOnlySpan<string> path)
    {
        HoconNode? node = this;
        foreach (var key in path)
            node = (node as HoconSection)?._fields.GetValueOrDefault(key);
        return node;
    }

    /// <summary>Sets the value at a path: merges a section into a section, and replaces any other value.</summary>
    /// <param name="value">Becomes a part of this section.</param>
    public void Set(ReadOnlySpan<string> path, HoconNode value)
    {
        var section = this;
        for (; path.Length > 1 && section._fields.GetValueOrDefault(path[0]) is HoconSection inner; path = path[1..])
            section = inner;
        for (; path.Length > 1; path = path[..^1])
            value = new HoconSection(value.Origin) { _fields = { [path[^1]] = value } };
        DeepCalls.Run(section.Set(path[0], value, copies: false));
    }

    /// <summary>Sets all values of another section, which is not changed.</summary>
    public void Merge(HoconSection other)
    {
        _references.AddRange(other._references);
        _missingIncludes.AddRange(other._missingIncludes);
        DeepCalls.Run(SetAll(other, copies: true));
    }

    internal void AddReference(HoconReference reference) => _references.Add(reference);

    internal void AddMissingInclude(string problem) => _missingIncludes.Add(problem);

    /// <param name="copies">Whether sections of the other one are copied before they become parts of this one.</param>
    private IEnumerator SetAll(HoconSection other, bool copies)
    {
        foreach (var (key, value) in other._fields)
            yield return Set(key, value, copies);
    }

    private IEnumerator Set(string key, HoconNode value, bool copies)
    {
        var previous = _fields.GetValueOrDefault(key);
        ImmutableList<HoconNode> layers = previous is null ? [] : previous is HoconOverlay below ? below.Layers : [previous];
        switch (value)
        {
            case HoconOverlay overlay:
                foreach (var layer in overlay.Layers)
                    yield return Set(key, layer, copies);
                break;
            case HoconSection section when layers is [.., HoconSection target]:
                yield return target.SetAll(section, copies);
                break;
            case HoconSection section when copies:
                var copy = new HoconSection(section.Origin);
                yield return copy.SetAll(section, copies);
                yield return Set(key, copy, copies: false);
                break;
            case HoconSection when layers is [.., HoconConcatenation { Kind: null or ObjectKind }]:
            case HoconConcatenation when previous is not null:
                _fields[key] = new HoconOverlay(layers.Add(value));
                break;
            default:
                _fields[key] = value;
                break;
        }
    }
}
