namespace AkkaChat.Server.Configuration.Hocon;

/// <summary>Where a value comes from.</summary>
/// <param name="Source">A file, a command line option, or "default".</param>
/// <param name="Line">Its line in the file, from 1; 0 where there are no lines.</param>
internal sealed record Origin(string Source, int Line)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}, line {Line}";
}

/// <summary>A value in a HOCON text.</summary>
internal abstract record HoconNode(Origin Origin);

/// <summary>A text, a number, a switch: HOCON does not tell them apart.</summary>
internal sealed record HoconScalar(string Text, Origin Origin) : HoconNode(Origin);

/// <summary>Takes away what the key had before.</summary>
internal sealed record HoconNull(Origin Origin) : HoconNode(Origin);

internal sealed record HoconList(IReadOnlyList<HoconNode> Items, Origin Origin) : HoconNode(Origin);

/// <summary>Pieces of text and substitutions that make up one scalar.</summary>
/// <param name="Previous">The value that the key had before; it stays if all pieces turn out to be undefined.</param>
internal sealed record HoconConcatenation(
    IReadOnlyList<HoconPiece> Pieces, HoconNode? Previous, Origin Origin) : HoconNode(Origin)
{
    /// <summary>The same over an earlier value, which may lie below several layers of this one.</summary>
    public HoconConcatenation Over(HoconNode? earlier) => this with
    {
        Previous = Previous is HoconConcatenation inner ? inner.Over(earlier) : Previous ?? earlier,
    };
}

internal abstract record HoconPiece;

internal sealed record HoconText(string Text) : HoconPiece;

/// <summary><c>${path}</c> or <c>${?path}</c>: another key or, failing that, an environment variable.</summary>
internal sealed record HoconSubstitution(string[] Path, bool Optional) : HoconPiece
{
    public string Name => string.Join('.', Path);
}

/// <summary>Keys with their values, in the order of their first mention.</summary>
internal sealed record HoconSection(Origin Origin) : HoconNode(Origin)
{
    private readonly OrderedDictionary<string, HoconNode> _fields = [];

    public IReadOnlyDictionary<string, HoconNode> Fields => _fields;

    /// <summary>The value at a path, or null.</summary>
    public HoconNode? Find(params ReadOnlySpan<string> path)
    {
        HoconNode? node = this;
        foreach (var key in path)
            node = (node as HoconSection)?._fields.GetValueOrDefault(key);
        return node;
    }

    /// <summary>Sets a value: a section is merged into a section, anything else takes the place of what was there.</summary>
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
