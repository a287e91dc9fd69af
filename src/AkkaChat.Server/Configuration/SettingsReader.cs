using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Reads the values below one section and collects all problems: values that are missing or not allowed, and keys that
/// were not read. A value with a problem is returned as the default of its type.
/// </summary>
/// <param name="root">The whole configuration, resolved.</param>
/// <param name="keys">The same as <see cref="WrittenKeys"/>.</param>
internal sealed class SettingsReader(HoconSection root, HoconSection keys, string section)
{
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _secrets = [];
    private readonly List<string> _problems = [];

    /// <summary>The keys that were read whose values must not be shown; not those that are off.</summary>
    public IReadOnlySet<string> Secrets => _secrets;

    public T? Read<T>(string key, SettingFormat<T> format)
    {
        var path = $"{section}.{key}";
        return FindSetting(path, format) is { } node ? Parse(node, path, format) : default;
    }

    /// <summary>Reads a list; a single text counts as a list of one.</summary>
    /// <param name="format">Of each item.</param>
    public IReadOnlyList<T> ReadList<T>(string key, SettingFormat<T> format)
    {
        var path = $"{section}.{key}";
        var listFormat = format with { Allowed = $"a list: [ ... ], each {format.Allowed}" };
        var node = FindSetting(path, listFormat);
        if (node is HoconSection && HoconList.From(node) is null)
        {
            Parse(node, path, listFormat);
            return [];
        }

        var items = node is null ? [] : HoconList.From(node)?.Items ?? [node];
        return [.. items.Select(item => Parse(item, path, format)).OfType<T>()];
    }

    /// <summary>Adds a problem that is not one of a single value.</summary>
    public void Report(string problem) => _problems.Add(problem);

    /// <summary>Call after the last <see cref="Read"/>: all other keys are reported as unknown.</summary>
    /// <exception cref="ConfigurationException">There are problems.</exception>
    public void ThrowIfInvalid()
    {
        if (keys.Find(section) is { } top)
            ReportUnknown(top, section);
        if (_problems.Count > 0)
            throw new ConfigurationException(_problems);
    }

    /// <summary>Reports a setting that has no value.</summary>
    private HoconNode? FindSetting<T>(string path, SettingFormat<T> format)
    {
        _known.Add(path);
        var node = Find(path);
        if (node is null && IsSection(Parent(path)))
            Report($"{path} ({PlaceOf(path)}) has no value: it must be {format.Allowed}");
        return node;
    }

    private T? Parse<T>(HoconNode node, string path, SettingFormat<T> format)
    {
        try
        {
            if (node is HoconScalar scalar
                && format.Parse(scalar.Text) is var value
                && (value is not null || scalar.IsBareWord || !format.IsOffBareWord))
            {
                if (value is not null)
                    AddSecret(path, format);
                return value;
            }
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // Is reported below.
        }

        AddSecret(path, format);
        var shown = format.IsSecret ? "" : $" = {FoundValue.Of(node)}";
        Report($"{path}{shown} ({node.Origin}) must be {format.Allowed}");
        return default;
    }

    private void AddSecret<T>(string path, SettingFormat<T> format)
    {
        if (format.IsSecret)
            _secrets.Add(path);
    }

    private HoconNode? Find(string path) => root.Find(path.Split('.'));

    /// <summary>Of the key, or of a section in which it is missing.</summary>
    private Origin PlaceOf(string path) => keys.Find(path.Split('.'))?.Origin ?? PlaceOf(Parent(path));

    private static string Parent(string path) => path[..path.LastIndexOf('.')];

    /// <summary>False if a value stands in place of a section, which is reported once and not for each key.</summary>
    private bool IsSection(string path) => Find(path) switch
    {
        null => path == section || IsSection(Parent(path)),
        var node => node is HoconSection,
    };

    private void ReportUnknown(HoconNode node, string path)
    {
        if (_known.Contains(path))
            return;
        if (node is HoconSection { Fields.Count: > 0 } parent)
        {
            foreach (var (key, value) in parent.Fields)
                ReportUnknown(value, $"{path}.{HoconWriter.Key(key)}");
        }
        else if (RenamedSettings.NewKey(path) is { } newName)
        {
            Report($"{path} ({node.Origin}) is now {newName}");
        }
        else if (!_known.Any(known => known.StartsWith(path + '.', StringComparison.Ordinal)))
        {
            Report($"{path} ({node.Origin}) is not a known key; did you mean {Nearest(path)}?");
        }
        else if (node is not (HoconSection or HoconNull))
        {
            Report($"{path} = {FoundValue.Of(node)} ({node.Origin}) must be a section: {{ ... }}");
        }
    }

    /// <summary>
    /// A known key or section. One that begins with the unknown one is nearer than any that is merely spelled like it. Keys of
    /// Akka belong to the root.
    /// </summary>
    private string Nearest(string unknown) => unknown.StartsWith($"{section}.akka.", StringComparison.Ordinal) ? unknown[(section.Length + 1)..] : _known
        .Union(_known.Select(Parent).Where(parent => parent != section))
        .OrderByDescending(known => known.StartsWith(unknown, StringComparison.Ordinal))
        .ThenBy(known => SimilarKeys.Differences(known, unknown))
        .First();
}
