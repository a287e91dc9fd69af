using System.Globalization;
using Akka.Configuration.Hocon;
using AkkaChat.Server.Configuration.Hocon;
using AkkaChat.Server.Connections;
using HoconSection = AkkaChat.Server.Configuration.Hocon.HoconSection;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Reads typed values below one section and collects everything that is wrong: a value of the wrong type, a value out
/// of range, a key that nobody asked for. A value that is wrong is read as the default of its type.
/// </summary>
internal sealed class SettingsReader(HoconSection root, string section)
{
    private const string Off = "off";

    private readonly HashSet<string> _known = [];
    private readonly List<string> _problems = [];

    public int Integer(string key, int min, int max) =>
        Read(key, DescribeInteger(min, max), ParseInteger, value => value >= min && value <= max);

    /// <returns>Null if it is off.</returns>
    public int? IntegerOrOff(string key, int min, int max) => Read(
        key,
        $"off or {DescribeInteger(min, max)}",
        text => IsOff(text) ? null : (int?)ParseInteger(text),
        value => value is null || (value >= min && value <= max));

    /// <summary>A size in bytes, such as 4096, 64 KiB, 64k or 1 MiB.</summary>
    public int ByteSize(string key, int min, int max) =>
        Read(key, DescribeByteSize(min, max), ParseByteSize, value => value >= min && value <= max);

    /// <inheritdoc cref="ByteSize"/>
    /// <returns>Null if it is off.</returns>
    public int? ByteSizeOrOff(string key, int min, int max) => Read(
        key,
        $"off or {DescribeByteSize(min, max)}",
        text => IsOff(text) ? null : (int?)ParseByteSize(text),
        value => value is null || (value >= min && value <= max));

    /// <summary>A time such as 500ms, 10s or 2 minutes.</summary>
    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max) =>
        Read(key, DescribeDuration(min, max), ParseDuration, value => value >= min && value <= max);

    /// <inheritdoc cref="Duration"/>
    /// <returns>Null if it is off.</returns>
    public TimeSpan? DurationOrOff(string key, TimeSpan min, TimeSpan max) => Read(
        key,
        $"off or {DescribeDuration(min, max)}",
        text => IsOff(text) ? null : (TimeSpan?)ParseDuration(text),
        value => value is null || (value >= min && value <= max));

    /// <returns>Null if it is off.</returns>
    public HostPort? HostPortOrOff(string key) => Read(
        key,
        "off or host:port, such as localhost:9100 or [::1]:9100",
        text => IsOff(text) ? null : HostPort.Parse(text),
        _ => true);

    public bool Boolean(string key) => Read(
        key,
        "on or off",
        text => text switch { "on" or "true" or "yes" => true, Off or "false" or "no" => false, _ => throw new FormatException() },
        _ => true);

    /// <param name="allowed">Completes "must be …".</param>
    /// <param name="choices">What each spelling means.</param>
    public T? Choice<T>(string key, string allowed, IReadOnlyDictionary<string, T> choices) => Read(
        key, allowed, text => choices.TryGetValue(text, out var choice) ? choice : throw new FormatException(), _ => true);

    /// <summary>The address of a service. It is shown, so that it cannot hold a password.</summary>
    /// <returns>Null if it is off.</returns>
    public Uri? UrlOrOff(string key) => Read(
        key,
        "off or an http or https URL without a user, such as http://localhost:4318",
        text => IsOff(text) ? null : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new FormatException(),
        uri => uri is null
            || ((uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0));

    /// <param name="allowed">Completes "must be …".</param>
    public string Text(string key, string allowed, Predicate<string> check) => Read(key, allowed, text => text, check) ?? "";

    /// <summary>Adds a problem that lies between values.</summary>
    public void Report(string problem) => _problems.Add(problem);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ConfigurationException">There were problems; it has all of them.</exception>
    public void ThrowIfWrong()
    {
        if (root.Find(section) is { } top)
            ReportUnknown(top, section);
        if (_problems.Count > 0)
            throw new ConfigurationException(_problems);
    }

    private T? Read<T>(string key, string allowed, Func<string, T> parse, Predicate<T> valid)
    {
        var path = $"{section}.{key}";
        _known.Add(path);
        var node = root.Find(path.Split('.'));
        if (node is not HoconScalar scalar)
        {
            if (node is not null || IsSection(path[..path.LastIndexOf('.')]))
                _problems.Add(node is null ? $"{path} has no value: it must be {allowed}" : $"{path} ({node.Origin}) must be {allowed}");
            return default;
        }

        try
        {
            var value = parse(scalar.Text);
            if (valid(value))
                return value;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // Reported below like a value out of range.
        }

        _problems.Add($"{path} = {scalar.Text} ({scalar.Origin}) must be {allowed}");
        return default;
    }

    /// <summary>False if something that is no section stands in the way, which is reported once, and not for each key.</summary>
    private bool IsSection(string path) => root.Find(path.Split('.')) switch
    {
        null => path == section || IsSection(path[..path.LastIndexOf('.')]),
        var node => node is HoconSection,
    };

    private void ReportUnknown(HoconNode node, string path)
    {
        if (_known.Contains(path))
            return;
        if (node is HoconSection { Fields.Count: > 0 } parent)
        {
            foreach (var (key, value) in parent.Fields)
                ReportUnknown(value, $"{path}.{key}");
        }
        else if (!_known.Any(known => known.StartsWith(path + '.', StringComparison.Ordinal)))
        {
            _problems.Add(RenamedSettings.NewKey(path) is { } now
                ? $"{path} ({node.Origin}) is now {now}"
                : $"{path} ({node.Origin}) is not a known key; did you mean {Nearest(path)}?");
        }
        else if (node is not HoconSection)
        {
            _problems.Add($"{path} ({node.Origin}) must be a section: {{ ... }}");
        }
    }

    /// <summary>What begins like it is nearer than what is spelled like it.</summary>
    private string Nearest(string unknown) => _known
        .OrderByDescending(known => known.StartsWith(unknown, StringComparison.Ordinal))
        .ThenBy(known => Distance(known, unknown))
        .First();

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[^1];
    }

    private static bool IsOff(string text) => text is Off or "false" or "no";

    private static int ParseInteger(string text) =>
        int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static int ParseByteSize(string text) =>
        checked((int)(Engine(text).GetByteSize() ?? throw new FormatException()));

    private static TimeSpan ParseDuration(string text) => text.Length == 0 || char.IsAsciiDigit(text[^1])
        ? throw new FormatException()
        : Engine(text).GetTimeSpan(allowInfinite: false);

    private static string DescribeInteger(int min, int max) => $"a whole number from {min} to {max}";

    private static string DescribeByteSize(int min, int max) => $"a size such as 512 or 64 KiB, from {min} to {max} bytes";

    private static string DescribeDuration(TimeSpan min, TimeSpan max) =>
        $"a time with its unit, such as 500ms or 10s, from {Describe(min)} to {Describe(max)}";

    /// <summary>Akka.NET's value, which knows the units of sizes and times.</summary>
    private static HoconValue Engine(string text)
    {
        var value = new HoconValue();
        value.AppendValue(new HoconLiteral { Value = text });
        return value;
    }

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{time.TotalDays}d",
        { TotalHours: >= 1 } => $"{time.TotalHours}h",
        { TotalSeconds: >= 1 } => $"{time.TotalSeconds}s",
        _ => $"{time.TotalMilliseconds}ms",
    };
}
