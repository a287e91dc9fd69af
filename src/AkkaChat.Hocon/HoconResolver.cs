using System.Text;

namespace AkkaChat.Hocon;

/// <summary>
/// Replaces substitutions, after all texts have been merged: by the value of the key of that name or, if there is none,
/// by the environment variable. An undefined optional substitution leaves the previous value of its key.
/// </summary>
public sealed class HoconResolver
{
    private readonly HoconSection _root;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<HoconNode> _resolving = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _problems = [];

    private HoconResolver(HoconSection root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    /// <summary>Resolves a whole tree.</summary>
    /// <param name="root">Is not changed.</param>
    /// <param name="environment">Looks up an environment variable; null if it is not set.</param>
    /// <returns>The same tree with scalars, lists and sections only, and without what is null or undefined.</returns>
    /// <exception cref="HoconException">A required substitution is undefined, or a value refers to itself.</exception>
    public static HoconSection Resolve(HoconSection root, Func<string, string?> environment)
    {
        var resolver = new HoconResolver(root, environment);
        var resolved = resolver.ResolveSection(root);
        return resolver._problems.Count == 0 ? resolved : throw new HoconException([.. resolver._problems.Distinct()]);
    }

    private HoconSection ResolveSection(HoconSection section)
    {
        var resolved = new HoconSection(section.Origin);
        foreach (var (key, value) in section.Fields)
        {
            if (ResolveNode(value) is { } node)
                resolved.Set([key], node);
        }

        return resolved;
    }

    /// <returns>Null if the value is null or undefined.</returns>
    private HoconNode? ResolveNode(HoconNode? node) => node switch
    {
        HoconSection section => ResolveSection(section),
        HoconList list => list with { Items = [.. list.Items.Select(ResolveNode).OfType<HoconNode>()] },
        HoconConcatenation concatenation => ResolveConcatenation(concatenation) ?? ResolveNode(concatenation.Previous),
        HoconNull => null,
        _ => node,
    };

    private HoconNode? ResolveConcatenation(HoconConcatenation concatenation)
    {
        if (concatenation.Pieces is [HoconSubstitution only])
            return Lookup(only, concatenation);

        var text = new StringBuilder();
        var isDefined = false;
        foreach (var piece in concatenation.Pieces)
        {
            var substitution = piece as HoconSubstitution;
            var value = substitution is null ? piece : Lookup(substitution, concatenation);
            if (value is HoconScalar scalar)
            {
                text.Append(scalar.Text);
                // White space between undefined substitutions is no value.
                isDefined |= substitution is not null || !string.IsNullOrWhiteSpace(scalar.Text);
            }
            else if (value is not null)
            {
                _problems.Add($"{concatenation.Origin}: '{substitution!.Name}' is not a plain value");
            }
        }

        return isDefined ? new HoconScalar(text.ToString(), concatenation.Origin) : null;
    }

    private HoconNode? Lookup(HoconSubstitution substitution, HoconConcatenation place)
    {
        var problems = _problems.Count;
        var value = _root.Find(substitution.Path) is { } target
            ? LookupKey(substitution, target, place)
            : LookupVariable(substitution.Name);
        if (value is null && !substitution.Optional && _problems.Count == problems)
            _problems.Add($"{place.Origin}: {substitution.Name} is neither a key nor an environment variable");
        return value;
    }

    private HoconScalar? LookupVariable(string name) => _environment(name) is { } value
        ? new HoconScalar(value, new Origin($"environment variable {name}", 0))
        : null;

    private HoconNode? LookupKey(HoconSubstitution substitution, HoconNode target, HoconConcatenation place)
    {
        // A value that refers to its own key means the previous value of the key.
        for (var layer = target as HoconConcatenation; layer is not null; layer = layer.Previous as HoconConcatenation)
        {
            if (ReferenceEquals(layer, place))
                return ResolveNode(place.Previous);
        }

        if (!_resolving.Add(target))
        {
            _problems.Add($"{place.Origin}: {substitution.Name} refers to itself");
            return null;
        }

        var node = ResolveNode(target);
        _resolving.Remove(target);
        return node;
    }
}
