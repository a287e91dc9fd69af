using System.Text;

namespace AkkaChat.Server.Configuration.Hocon;

/// <summary>
/// Replaces substitutions, after all sources have been merged: by the key of that name or, if there is none, by the
/// environment variable. An undefined optional one leaves the key as it was before.
/// </summary>
internal sealed class HoconResolver
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

    /// <returns>The same tree with plain values only.</returns>
    /// <exception cref="ConfigurationException">Something required is undefined, or refers to itself.</exception>
    public static HoconSection Resolve(HoconSection root, Func<string, string?> environment)
    {
        var resolver = new HoconResolver(root, environment);
        var resolved = resolver.ResolveSection(root);
        return resolver._problems.Count == 0 ? resolved : throw new ConfigurationException([.. resolver._problems.Distinct()]);
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

    /// <returns>Null if the value is undefined.</returns>
    private HoconNode? ResolveNode(HoconNode? node) => node switch
    {
        HoconSection section => ResolveSection(section),
        HoconList list => list with { Items = [.. list.Items.Select(ResolveNode).OfType<HoconNode>()] },
        HoconConcatenation concatenation => ResolveConcatenation(concatenation),
        HoconNull => null,
        _ => node,
    };

    private HoconNode? ResolveConcatenation(HoconConcatenation concatenation)
    {
        if (concatenation.Pieces is [HoconSubstitution only])
            return Lookup(only, concatenation) ?? ResolveNode(concatenation.Previous);

        var text = new StringBuilder();
        var anyDefined = false;
        foreach (var piece in concatenation.Pieces)
        {
            if (piece is HoconText literal)
            {
                text.Append(literal.Text);
                anyDefined |= !string.IsNullOrWhiteSpace(literal.Text);
                continue;
            }

            var substitution = (HoconSubstitution)piece;
            switch (Lookup(substitution, concatenation))
            {
                case HoconScalar scalar:
                    text.Append(scalar.Text);
                    anyDefined = true;
                    break;
                case { }:
                    _problems.Add($"{concatenation.Origin}: '{substitution.Name}' is not a plain value");
                    break;
            }
        }

        return anyDefined
            ? new HoconScalar(text.ToString(), concatenation.Origin)
            : ResolveNode(concatenation.Previous);
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
        // What refers to itself means the value that it had before.
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
