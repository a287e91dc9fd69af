using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>The difference between the configuration in effect and one that was read again.</summary>
/// <param name="Loaded">The one to be in effect from now on: what needs a restart is as before.</param>
/// <param name="Changed">The keys that differ from before, without <c>akkachat.</c>, in alphabetical order.</param>
/// <param name="NeedsRestart">Those that differ in the files only.</param>
internal sealed record ConfigurationReload(
    LoadedConfiguration Loaded, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart)
{
    private const string Prefix = "akkachat.";
    private const char Separator = '\0';

    /// <exception cref="ConfigurationException">What changes does not fit what needs a restart.</exception>
    public static ConfigurationReload Of(LoadedConfiguration current, LoadedConfiguration read)
    {
        var (before, after) = (Values(current), Values(read));
        var differing = before.Keys.Union(after.Keys)
            .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Select(key => string.Join('.', key.Split(Separator).Select(HoconWriter.Key)))
            .Order(StringComparer.Ordinal)
            .ToLookup(ReloadableKeys.Contains);
        var changed = differing[true].ToList();
        var root = new HoconSection(current.Root.Origin);
        root.Merge(current.Root);
        foreach (var key in changed)
            Replace(root, key.Split('.'), read.Root.Find(key.Split('.'))!);
        var loaded = changed.Count == 0 ? current : current with { Root = root, Settings = ChatSettingsReader.Read(root, root, out _) };
        return new ConfigurationReload(loaded, [.. changed.Select(Short)], [.. differing[false].Select(Short)]);
    }

    private static string Short(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;

    /// <summary>Also a list that is written as a section with numbers as keys, of which none is to stay.</summary>
    private static void Replace(HoconSection root, string[] path, HoconNode value)
    {
        root.Set(path, new HoconNull(value.Origin));
        root.Set(path, value);
    }

    /// <summary>All values in effect but sections, as text, by their paths: others serve substitutions only.</summary>
    private static Dictionary<string, string> Values(LoadedConfiguration configuration)
    {
        var values = new Dictionary<string, string>();
        var sections = new Stack<(string Path, HoconSection Section)>([("", configuration.Root)]);
        while (sections.TryPop(out var top))
        {
            foreach (var (key, value) in top.Section.Fields)
            {
                if (top.Path.Length == 0 && !configuration.RootKeys.Contains(key))
                    continue;

                var path = top.Path.Length == 0 ? key : $"{top.Path}{Separator}{key}";
                // A list may be written as a section with numbers as keys.
                if (value is HoconSection { Fields.Count: > 0 } inner && !ReloadableKeys.Contains(path.Replace(Separator, '.')))
                    sections.Push((path, inner));
                else
                    values.Add(path, Text(value));
            }
        }

        return values;
    }

    private static string Text(HoconNode value)
    {
        var holder = new HoconSection(value.Origin);
        holder.Set(["value"], value);
        return HoconWriter.Write(holder);
    }
}
