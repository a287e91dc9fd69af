using System.Collections;

namespace AkkaChat.Hocon;

/// <summary>
/// Replaces substitutions, after all texts have been merged: by the value of the key of that name or, if there is none,
/// by the environment variable. An undefined optional substitution leaves the previous value of its key.
/// </summary>
/// <remarks>
/// Fields are resolved when they are needed, and only as far as needed: to a text, a list or a section whose fields are
/// still to be resolved. So an object may refer to its own fields. Then <see cref="Build"/> resolves what is left.
/// </remarks>
public sealed class HoconResolver
{
    /// <summary>Substitutions can multiply what they refer to: more characters are refused, a value counting as 16.</summary>
    private const long MaxSize = 16 * 1024 * 1024;
    private const int ValueSize = 16;

    private readonly LazySection _root;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<HoconSection, LazySection> _sections = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<LazySection> _building = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _problems = [];
    private long _size;

    /// <summary>Whether the last reference led back to a field that is being resolved.</summary>
    private bool _isCycle;

    /// <summary>The result of the last call of <see cref="DeepCalls"/>; null if the value is undefined.</summary>
    private HoconNode? _value;

    private HoconResolver(HoconSection root, Func<string, string?> environment)
    {
        _root = Open(root);
        _environment = environment;
    }

    /// <summary>Resolves a whole tree.</summary>
    /// <param name="root">Is not changed.</param>
    /// <param name="environment">Looks up an environment variable; null if it is not set.</param>
    /// <returns>The same tree without substitutions, and without fields that are null or undefined.</returns>
    /// <exception cref="HoconException">
    /// A required substitution is undefined, a value refers to itself, pieces of a value do not go together, or the result
    /// is too large.
    /// </exception>
    public static HoconSection Resolve(HoconSection root, Func<string, string?> environment)
    {
        var resolver = new HoconResolver(root, environment);
        DeepCalls.Run(resolver.BuildSection(resolver._root));
        return resolver._problems.Count == 0 ? (HoconSection)resolver._value! : throw new HoconException([.. resolver._problems.Distinct()]);
    }

    private LazySection Open(HoconSection section)
    {
        if (!_sections.TryGetValue(section, out var opened))
        {
            _sections[section] = opened = new LazySection(section.Origin);
            foreach (var (key, value) in section.Fields)
                opened.Fields[key] = new LazyValue(HoconOverlay.Layers(value));
        }

        return opened;
    }

    private IEnumerator Evaluate(LazyValue field)
    {
        if (field.IsDone || field.IsOpen)
        {
            _isCycle |= field.IsOpen;
            _value = field.Value;
            yield break;
        }

        field.IsOpen = true;
        foreach (var layer in field.Layers)
        {
            yield return layer is LazyValue earlier ? Evaluate(earlier) : Evaluate((HoconNode)layer);
            field.Value = (field.Value, _value) switch
            {
                (LazySection below, LazySection above) => Merge(below, above),
                (var below, null) => below,
                (_, var above) => above,
            };
        }

        (field.IsOpen, field.IsDone) = (false, true);
        _value = field.Value;
    }

    private IEnumerator Evaluate(HoconNode node)
    {
        _value = node;
        if (node is HoconSection section)
            _value = Open(section);
        else if (node is HoconList list)
            yield return EvaluateItems(list);
        else if (node is HoconConcatenation concatenation)
            yield return EvaluatePieces(concatenation);
        else if (node is HoconSubstitution substitution)
            yield return Look(substitution);
    }

    private IEnumerator EvaluateItems(HoconList list)
    {
        var items = new List<HoconNode>();
        foreach (var item in list.Items)
        {
            yield return Evaluate(item);
            if (_value is not null)
                items.Add(_value);
        }

        _value = new HoconList(items, list.Origin);
    }

    private IEnumerator EvaluatePieces(HoconConcatenation concatenation)
    {
        var values = new List<(HoconNode Value, Origin Place)>();
        foreach (var piece in concatenation.Pieces)
        {
            yield return Evaluate(piece);
            if (_value is not null)
                values.Add((_value, piece.Origin));
        }

        if (concatenation.Pieces.Count == 1 || values.Count == 0)
            yield break;
        if (HoconPieces.Conflict(values) is { } problem)
        {
            Report(problem, concatenation.Origin);
            yield break;
        }

        if (values.Exists(value => HoconPieces.IsList(value.Value) || HoconPieces.IsObject(value.Value)))
            values.RemoveAll(value => value.Value is HoconSpace);
        var joined = values[0].Value;
        var isList = values.Exists(value => HoconPieces.IsList(value.Value));
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i].Value;
            if (isList && value is LazySection indexed)
            {
                yield return EvaluateIndices(indexed);
                value = _value!;
            }

            joined = i == 0 ? value : value is LazySection section ? Merge((LazySection)joined, section) : Append(joined, value, isList, concatenation.Origin);
        }

        _value = joined is HoconSpace space ? new HoconScalar(space.Text, concatenation.Origin) : joined;
    }

    /// <summary>A section with numbers as keys as a list.</summary>
    private IEnumerator EvaluateIndices(LazySection section)
    {
        var items = new List<HoconNode>();
        foreach (var key in HoconList.Indices(section.Fields.Keys))
        {
            yield return Evaluate(section.Fields[key]);
            if (_value is not null)
                items.Add(_value);
        }

        _value = new HoconList(items, section.Origin);
    }

    private HoconRope Append(HoconNode left, HoconNode right, bool isList, Origin origin)
    {
        var size = SizeOf(left) + SizeOf(right);
        CheckSize(size, origin);
        return new HoconRope(left, right, isList, size, origin);
    }

    private static long SizeOf(HoconNode part) => part switch
    {
        HoconRope rope => rope.Size,
        HoconList list => 1 + list.Items.Count,
        _ => 1 + HoconPieces.TextOf(part).Length,
    };

    private LazySection Merge(LazySection below, LazySection above)
    {
        if (ReferenceEquals(below, above))
            return below;
        var merged = new LazySection(above.Origin);
        foreach (var (key, field) in below.Fields)
            merged.Fields[key] = field;
        foreach (var (key, field) in above.Fields)
        {
            var hasEarlier = below.Fields.TryGetValue(key, out var earlier);
            merged.Fields[key] = !hasEarlier || earlier == field || field.IsOpaque ? field : new LazyValue([earlier!, .. field.Layers]);
        }

        Count(merged.Fields.Count, above.Origin);
        return merged;
    }

    private IEnumerator Look(HoconSubstitution substitution)
    {
        _isCycle = false;
        if (substitution.Prefix.Length > 0)
            yield return Find([.. substitution.Prefix, .. substitution.Path]);
        if (substitution.Prefix.Length == 0 || _value is null)
            yield return Find(substitution.Path);
        var name = substitution.Name;
        if (_value is null && _environment(name) is { } variable)
            _value = new HoconScalar(variable, new Origin($"environment variable {name}"));
        if (_value is null && !substitution.Optional)
        {
            var why = _isCycle ? "refers to itself, and has no earlier value" : "is neither a key nor an environment variable";
            Report($"{substitution.Origin}: {name} {why}; ${{?{name}}} may be undefined", substitution.Origin);
        }
    }

    private IEnumerator Find(string[] path)
    {
        HoconNode? node = _root;
        foreach (var key in path)
        {
            // Has been reported, and is not to be reported again.
            if (node is HoconSpace)
                yield break;
            if (node is not LazySection section || !section.Fields.TryGetValue(key, out var field))
            {
                _value = null;
                yield break;
            }

            yield return Evaluate(field);
            node = _value;
        }
    }

    /// <summary>Resolves what is left of a value.</summary>
    private IEnumerator Build(HoconNode? value, Origin? place)
    {
        _value = value;
        Count(ValueSize + (value is HoconScalar scalar ? scalar.Text.Length : 0), place);
        if (value is LazySection section && _building.Contains(section))
            Report($"{place}: this refers to an object that contains it, instead of a part of it", place!);
        else if (value is LazySection complete)
            yield return BuildSection(complete);
        else if (value is not null && HoconPieces.IsList(value))
            yield return BuildList(value, place);
        else if (value is HoconRope)
            _value = new HoconScalar(string.Concat(HoconRope.Parts(value).Select(HoconPieces.TextOf)), value.Origin);
    }

    private IEnumerator BuildList(HoconNode list, Origin? place)
    {
        var items = new List<HoconNode>();
        foreach (var part in HoconRope.Parts(list))
        {
            foreach (var item in ((HoconList)part).Items)
            {
                yield return Build(item, place);
                if (_value is not null)
                    items.Add(_value);
            }
        }

        _value = new HoconList(items, list.Origin);
    }

    private IEnumerator BuildSection(LazySection section)
    {
        var built = new HoconSection(section.Origin);
        _building.Add(section);
        foreach (var (key, field) in section.Fields)
        {
            yield return Evaluate(field);
            if (field.IsOptional && _value is LazySection inner && _building.Contains(inner))
                continue;
            yield return Build(_value, field.Origin);
            if (_value is not (null or HoconNull))
                built.Set([key], _value);
            Count(key.Length, field.Origin);
        }

        _building.Remove(section);
        _value = built;
    }

    /// <summary>Goes on with a value that no further problem comes from.</summary>
    private void Report(string problem, Origin place)
    {
        _problems.Add(problem);
        _value = new HoconSpace("", place);
    }

    private void Count(long size, Origin? place) => CheckSize(_size += size, place);

    private void CheckSize(long size, Origin? place)
    {
        if (size > MaxSize)
            throw new HoconException([.. _problems, $"{place}: with this value the configuration exceeds {MaxSize} characters: substitutions multiply what they refer to"]);
    }
}
