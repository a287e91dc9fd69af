using System.Collections;
using System.Runtime.CompilerServices;

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
    private readonly HoconSection _root;
    private readonly Func<string, string?> _environment;

    /// <summary>The sections of the texts, each with <see cref="LazyValue"/>s as fields.</summary>
    private readonly Dictionary<HoconSection, HoconSection> _opened = new(ReferenceEqualityComparer.Instance);

    private readonly ActiveFields _active = new();

    /// <summary>The lists whose items are being resolved, also as they were before others were joined to them.</summary>
    private readonly HashSet<HoconNode> _lists = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many sections are being built.</summary>
    private int _depth;
    private readonly List<string> _problems = [];
    private readonly ResolvedSize _size = new();

    /// <summary>How many fields are being resolved only to find a part of them.</summary>
    private int _detours;

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
        try
        {
            DeepCalls.Run(resolver.BuildSection(resolver._root));
        }
        catch (HoconException exception)
        {
            resolver._problems.AddRange(exception.Problems);
        }

        return resolver._problems.Count == 0 ? (HoconSection)resolver._value! : throw new HoconException([.. resolver._problems.Distinct()]);
    }

    private HoconSection Open(HoconSection section)
    {
        if (!_opened.TryGetValue(section, out var opened))
        {
            _opened[section] = opened = new HoconSection(section.Origin);
            foreach (var (key, value) in section.Fields)
                opened.Set([key], new LazyValue(value is HoconOverlay overlay ? overlay.Layers : [value]));
        }

        return opened;
    }

    private IEnumerator Evaluate(HoconNode? node)
    {
        _value = node;
        if (node is LazyValue field)
            yield return EvaluateField(field, new StrongBox<HoconNode?>());
        else if (node is HoconConcatenation concatenation)
            yield return EvaluatePieces(concatenation);
        else if (node is HoconSubstitution substitution)
            yield return Look(substitution);
        else if (node is HoconSection section)
            _value = Open(section);
        else if (node is HoconList list)
            yield return EvaluateItems(list);
    }

    /// <param name="soFar">Is empty; belongs to the field whose first layer this one is, if there is one.</param>
    private IEnumerator EvaluateField(LazyValue field, StrongBox<HoconNode?> soFar)
    {
        if (field.SoFar is { } known)
        {
            _isCycle |= !field.IsDone;
            _active.Use(field, _detours);
            _value = known.Value;
            yield break;
        }

        (field.SoFar, field.Detours) = (soFar, _detours);
        _active.Begin(field);
        foreach (var layer in field.Layers)
        {
            var isFirst = ReferenceEquals(layer, field.Layers[0]);
            yield return isFirst && layer is LazyValue first ? EvaluateField(first, soFar) : Evaluate(layer);
            if (!isFirst && layer is LazyValue && _value is HoconSection section)
                yield return Refer(section);
            soFar.Value = (soFar.Value, _value) switch
            {
                (HoconProblem, _) or (_, null) => soFar.Value,
                (HoconSection below, HoconSection above) => Merge(below, above),
                _ => _value,
            };
        }

        // The field that this one is the first layer of goes on to change its box.
        field.SoFar = new StrongBox<HoconNode?>(soFar.Value);
        field.IsDone = true;
        _value = soFar.Value;
        var lacking = _active.End(field, isDefined: _value is not (null or HoconProblem));
        _size.AddValues(lacking, field.Origin);
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
        var values = new List<HoconNode?>();
        foreach (var piece in concatenation.Pieces)
        {
            yield return Evaluate(piece);
            values.Add(_value);
        }

        if (values.Count == 1)
            yield break;
        _value = values.Find(value => value is HoconProblem)
            ?? (concatenation.Conflict(values) is { } conflict ? new HoconProblem(conflict, concatenation.Origin) : null);
        if (_value is not null)
            yield break;

        var parts = values.OfType<HoconNode>().ToList();
        if (parts.Exists(part => part.Kind is HoconNode.ListKind or HoconNode.ObjectKind))
            parts.RemoveAll(part => part is HoconSpace);
        var areLists = parts.Exists(part => part.Kind == HoconNode.ListKind);
        HoconNode? joined = null;
        foreach (var part in parts)
        {
            _value = part;
            if (areLists && part is HoconSection)
                yield return EvaluateItems(HoconList.From(part)!);
            joined = joined switch
            {
                null => _value,
                HoconSection below => Merge(below, (HoconSection)part),
                _ => new HoconRope(joined, _value!, concatenation.Origin),
            };
        }

        _value = joined is HoconSpace space ? new HoconScalar(space.Text, concatenation.Origin) : joined;
    }

    private HoconSection Merge(HoconSection below, HoconSection above)
    {
        if (ReferenceEquals(below, above))
            return below;
        var merged = LazyValue.Merge(below, above);
        _size.Add(merged.Fields.Count, above.Origin);
        return merged;
    }

    private IEnumerator Look(HoconSubstitution substitution)
    {
        _isCycle = false;
        yield return Find([.. substitution.Prefix, .. substitution.Path]);
        if (_value is null)
            yield return Find(substitution.Path);
        if (_value is HoconProblem && substitution.Optional)
            _value = null;
        if (_value is not null)
            yield return Refer(_value);
        var name = substitution.Name;
        if (_value is null && _environment(name) is { } variable)
            _value = new HoconScalar(variable, new Origin($"environment variable {name}"));
        if (_value is null && !substitution.Optional)
        {
            var why = _isCycle ? "refers to itself, and has no earlier value" : "is neither a key nor an environment variable";
            _value = new HoconProblem($"{substitution.Origin}: {name} {why}; ${{?{name}}} may be undefined", substitution.Origin);
        }
    }

    private IEnumerator Find(string[] path)
    {
        _value = _root;
        for (var i = 0; i < path.Length && _value is HoconSection section; i++)
        {
            var isDetour = i < path.Length - 1;
            _detours += isDetour ? 1 : 0;
            yield return Evaluate(section.Find(path[i]));
            _detours -= isDetour ? 1 : 0;
            if (isDetour && _value is not (HoconSection or HoconProblem))
                _value = null;
        }
    }

    /// <summary>
    /// The value that a reference means: the fields of a section are resolved where they are. If the value contains the field
    /// that is being resolved, it means the earlier values of that field, and is undefined if there are none.
    /// </summary>
    private IEnumerator Refer(HoconNode value)
    {
        var open = FindOpen(value);
        _isCycle |= open.Count > 0;
        if (open.Exists(field => field?.SoFar!.Value is null))
            _value = null;
        else
            yield return Copy(value, open.Count == 0 ? null : new(ReferenceEqualityComparer.Instance));
    }

    /// <summary>Finds the fields in a value that are being resolved; null for a list that is.</summary>
    private List<LazyValue?> FindOpen(HoconNode value)
    {
        var open = new List<LazyValue?>();
        var seen = new HashSet<HoconNode>(ReferenceEqualityComparer.Instance);
        var rest = new Stack<HoconNode?>([value]);
        while (rest.TryPop(out var node))
        {
            if (node is not null && _lists.Contains(node))
                open.Add(null);
            if (node is not HoconSection section || !seen.Add(section))
                continue;
            _size.Add(section.Fields.Count, value.Origin);
            foreach (var field in section.Fields.Values.Select(LazyValue.Source))
            {
                if (field.SoFar is null || (!field.IsDone && field.Detours != _detours))
                    continue;
                _active.Use(field, _detours);
                if (field.IsDone)
                    rest.Push(field.SoFar.Value);
                else
                    open.Add(field);
            }
        }

        return open;
    }

    /// <param name="copies">Of the sections in the value, if it is copied as it is now; null to leave its fields to their sections.</param>
    private IEnumerator Copy(HoconNode? value, Dictionary<HoconNode, HoconNode>? copies)
    {
        _value = value is not null ? copies?.GetValueOrDefault(value) ?? value : null;
        if (value is not HoconSection section || !ReferenceEquals(_value, value))
            yield break;
        var copy = new HoconSection(section.Origin);
        if (copies is not null)
            copies[section] = _opened[copy] = copy;
        foreach (var (key, node) in section.Fields)
        {
            var field = LazyValue.Source(node);
            var known = copies is not null && (field.IsDone || field.Detours == _detours) ? field.SoFar : null;
            yield return Copy(known?.Value, copies);
            copy.Set([key], new LazyValue([field]) { IsDone = known is not null, SoFar = known is null ? null : new StrongBox<HoconNode?>(_value) });
        }

        _size.AddValues(copy.Fields.Count, section.Origin);
        _value = copy;
    }

    /// <summary>Resolves what is left of a value.</summary>
    private IEnumerator Build(HoconNode? value, Origin place)
    {
        _value = value;
        _size.AddValues(1, place);
        _size.Add(value is HoconScalar scalar ? scalar.Text.Length : 0, place);
        if (value is HoconSection section)
            yield return BuildSection(section);
        else if (value?.Kind == HoconNode.ListKind)
        {
            var items = new List<HoconNode>();
            yield return BuildItems(value, items, place);
            _value = new HoconList(items, value.Origin);
        }
        else if (value is HoconRope rope)
            _value = rope.Join(_size, place);
        else if (value is HoconProblem problem)
        {
            _problems.Add(problem.Text);
            _value = null;
        }
    }

    private IEnumerator BuildSection(HoconSection section)
    {
        var built = new HoconSection(section.Origin);
        // Without a cycle each one comes from another section of the texts, or of those copied as they were.
        if (++_depth > _opened.Count)
            throw new HoconException([$"{section.Origin}: this refers to an object that contains it, instead of a part of it"]);
        foreach (var (key, node) in section.Fields)
        {
            yield return Evaluate(node);
            yield return Build(_value, node.Origin);
            if (_value is not (null or HoconNull))
                built.Set([key], _value);
            _size.Add(key.Length, node.Origin);
        }

        _depth--;
        _value = built;
    }

    private IEnumerator BuildItems(HoconNode list, List<HoconNode> items, Origin place)
    {
        _lists.Add(list);
        _size.Add(1, place);
        if (list is HoconRope rope)
        {
            yield return BuildItems(rope.Left, items, place);
            yield return BuildItems(rope.Right, items, place);
        }

        foreach (var item in (list as HoconList)?.Items ?? [])
        {
            yield return Build(item, place);
            if (_value is not null)
                items.Add(_value);
        }

        _lists.Remove(list);
    }
}
