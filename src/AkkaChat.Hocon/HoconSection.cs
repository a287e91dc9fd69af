namespace AkkaChat.Hocon;

/// <summary>A HOCON object: keys with their values, in the order in which the keys first occur.</summary>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconSection(Origin Origin) : HoconNode(Origin)
{
    private readonly OrderedDictionary<string, HoconNode> _fields = [];
    private readonly HashSet<HoconReference> _references = [];
    private readonly List<string> _missingIncludes = [];

    /// <summary>The values by their keys; a key is a single one, not a path.</summary>
    public IReadOnlyDictionary<string, HoconNode> Fields => _fields;

    /// <summary>Of a root: the substitutions of all texts that were read into it, also of values that were replaced since.</summary>
    public IReadOnlyCollection<HoconReference> References => _references;

    /// <summary>Of a root: the includes that found no file, and so have no effect, one line each with its place.</summary>
    public IReadOnlyCollection<string> MissingIncludes => _missingIncludes;

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
        {
            var outer = new HoconSection(value.Origin);
            outer._fields[path[^1]] = value;
            value = outer;
        }

        var merges = new Stack<(HoconSection Target, HoconSection Source)>();
        section.Set(path[0], value, merges, copies: false);
        MergeAll(merges, copies: false);
    }

    /// <summary>Sets all values of another section, which is not changed.</summary>
    public void Merge(HoconSection other)
    {
        _references.UnionWith(other._references);
        _missingIncludes.AddRange(other._missingIncludes);
        MergeAll(new([(this, other)]), copies: true);
    }

    internal void AddReference(HoconReference reference) => _references.Add(reference);

    internal void AddMissingInclude(string problem) => _missingIncludes.Add(problem);

    /// <param name="copies">Whether sections of the sources are copied before they become parts of the targets.</param>
    private static void MergeAll(Stack<(HoconSection Target, HoconSection Source)> merges, bool copies)
    {
        while (merges.TryPop(out var merge))
        {
            foreach (var (key, value) in merge.Source._fields)
                merge.Target.Set(key, value, merges, copies);
        }
    }

    /// <param name="merges">Gets the sections that are to be merged.</param>
    private void Set(string key, HoconNode value, Stack<(HoconSection Target, HoconSection Source)> merges, bool copies)
    {
        var previous = _fields.GetValueOrDefault(key);
        switch (value)
        {
            case HoconOverlay overlay:
                foreach (var layer in HoconOverlay.Layers(overlay))
                    Set(key, layer, merges, copies);
                break;
            case HoconConcatenation when previous is not null:
                _fields[key] = new HoconOverlay(previous, value);
                break;
            case HoconSection section:
                if ((previous as HoconOverlay)?.Above is HoconSection above)
                    previous = above;
                var target = previous as HoconSection ?? (copies ? new HoconSection(section.Origin) : section);
                if (!ReferenceEquals(target, section))
                    merges.Push((target, section));
                if (previous is not HoconSection)
                    _fields[key] = previous is HoconOverlay or HoconConcatenation ? new HoconOverlay(previous, target) : target;
                break;
            default:
                _fields[key] = value;
                break;
        }
    }
}
