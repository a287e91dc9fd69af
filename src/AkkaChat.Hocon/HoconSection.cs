namespace AkkaChat.Hocon;

/// <summary>A HOCON object: keys with their values, in the order in which the keys first occur.</summary>
/// <param name="Origin"><inheritdoc/></param>
public sealed record HoconSection(Origin Origin) : HoconNode(Origin)
{
    private readonly OrderedDictionary<string, HoconNode> _fields = [];

    /// <summary>The values by their keys; a key is a single one, not a path.</summary>
    public IReadOnlyDictionary<string, HoconNode> Fields => _fields;

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
    public void Set(ReadOnlySpan<string> path, HoconNode value)
    {
        var section = this;
        foreach (var key in path[..^1])
        {
            if (section._fields.GetValueOrDefault(key) is not HoconSection inner)
                section._fields[key] = inner = new HoconSection(value.Origin);
            section = inner;
        }

        section.Set(path[^1], value);
    }

    /// <summary>Sets all values of another section.</summary>
    public void Merge(HoconSection other)
    {
        foreach (var (key, value) in other._fields)
            Set(key, value);
    }

    private void Set(string key, HoconNode value)
    {
        var previous = _fields.GetValueOrDefault(key);
        if (value is HoconSection section)
        {
            if (previous is not HoconSection target)
                _fields[key] = target = new HoconSection(section.Origin);
            target.Merge(section);
            return;
        }

        _fields[key] = value is HoconConcatenation concatenation ? concatenation.Over(previous) : value;
    }
}
