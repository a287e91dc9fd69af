using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Finds the values that have text of a secret: what the secret refers to, and what refers to it or to that.</summary>
/// <param name="resolved">The whole configuration.</param>
internal sealed class SecretPaths(HoconSection resolved)
{
    /// <param name="secrets">Paths of secrets.</param>
    /// <param name="references">All substitutions of the configuration.</param>
    /// <returns>These and the others, with a path for a whole list in place of one into it.</returns>
    public IReadOnlySet<string> Of(IEnumerable<string> secrets, IReadOnlyCollection<HoconReference> references)
    {
        var sources = Reach(secrets.Select(path => path.Split('.')), references.ToLookup(link => Name(link.From), link => link.To));
        return Reach(sources.Values, references.ToLookup(link => Name(link.To), link => link.From)).Keys.ToHashSet();
    }

    /// <summary>A path as the printer writes it.</summary>
    private static string Name(IEnumerable<string> path) => string.Join('.', path.Select(HoconWriter.Key));

    /// <returns>The paths that links lead to from some, and these, by their names.</returns>
    private Dictionary<string, string[]> Reach(IEnumerable<string[]> starts, ILookup<string, IReadOnlyList<string>> links)
    {
        var reached = new Dictionary<string, string[]>();
        var rest = new Stack<string[]>(starts);
        while (rest.TryPop(out var path))
        {
            path = OfWholeList(path);
            if (!reached.TryAdd(Name(path), path))
                continue;
            // A link between sections is one between the values at the same paths in them.
            for (var length = 1; length <= path.Length; length++)
            {
                var inner = path[length..];
                foreach (string[] other in links[Name(path[..length])].Select(end => end.Concat(inner).ToArray()))
                {
                    if (inner.Length == 0 || resolved.Find(other) is not null)
                        rest.Push(other);
                }
            }
        }

        return reached;
    }

    private string[] OfWholeList(string[] path)
    {
        var length = Enumerable.Range(1, path.Length).FirstOrDefault(length => resolved.Find(path.AsSpan(0, length)) is HoconList);
        return length == 0 ? path : path[..length];
    }
}
