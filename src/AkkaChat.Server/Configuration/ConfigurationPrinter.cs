using System.Text;
using System.Text.RegularExpressions;
using AkkaChat.Hocon;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Prints the configuration in effect, each value with its origin, as HOCON that has the same effect when it is loaded,
/// but for secrets. Keys come in the order of the reference, then in that of their first occurrence.
/// </summary>
/// <param name="reference">The defaults. A default that the configuration has removed is printed as null.</param>
/// <param name="secrets">
/// Paths of values of which only a comment is printed. So is a value of Akka with a key that contains "password".
/// </param>
internal sealed partial class ConfigurationPrinter(HoconSection reference, IReadOnlySet<string> secrets)
{
    /// <summary>The source of the reference. It is embedded, so its lines are not printed.</summary>
    public const string Default = "default";

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <param name="effective">Resolved.</param>
    /// <param name="roots">The root keys that have an effect themselves; others, which serve substitutions, are left out.</param>
    public string Print(HoconSection effective, IEnumerable<string> roots)
    {
        foreach (var root in roots)
            PrintField(HoconWriter.Key(root), effective.Find(root)!, reference.Find(root), "");
        return _text.ToString();
    }

    private void PrintField(string key, HoconNode value, HoconNode? defaults, string path)
    {
        path = path.Length == 0 ? key : $"{path}.{key}";
        if (IsSecret(path, key, value))
        {
            Line($"# {key} is secret; {Describe(value.Origin)}");
        }
        else if (value is HoconSection section)
        {
            Line($"{key} {{");
            _depth++;
            PrintFields(section, defaults as HoconSection, path);
            _depth--;
            Line("}");
        }
        else
        {
            Line($"{key} = {Value(value)}  # {Describe(value.Origin)}");
        }
    }

    private void PrintFields(HoconSection section, HoconSection? defaults, string path)
    {
        foreach (var (key, value) in section.Fields)
            PrintField(HoconWriter.Key(key), value, defaults?.Find(key), path);
        foreach (var key in defaults?.Fields.Keys.Where(key => section.Find(key) is null) ?? [])
            Line($"{HoconWriter.Key(key)} = null  # removed");
    }

    /// <summary>
    /// Those of the server are known, and what has their text; of others below <c>akka</c> the names tell, also within a list. A
    /// default is no secret.
    /// </summary>
    private bool IsSecret(string path, string key, HoconNode value) =>
        value.Origin.Source != Default
        && (secrets.Contains(path) || (!path.StartsWith("akkachat.", StringComparison.Ordinal) && MayBeSecret(key, value)));

    private static bool MayBeSecret(string key, HoconNode value) =>
        key.Contains("password", StringComparison.OrdinalIgnoreCase)
        || (value is HoconList list && list.Items.Any(item => MayBeSecret("", item) || HasSecret(item)));

    private static bool HasSecret(HoconNode value) =>
        value is HoconSection section && section.Fields.Any(field => MayBeSecret(field.Key, field.Value) || HasSecret(field.Value));

    private void Line(string text) => _text.Append(' ', 2 * _depth).Append(text).Append('\n');

    private static string Value(HoconNode value) => value switch
    {
        HoconScalar { Text: var text } => text != "null" && PlainValue().IsMatch(text) ? text : HoconWriter.Quote(text),
        HoconList list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        HoconSection section => $"{{ {string.Join(", ", section.Fields.Select(Field))} }}",
        HoconNull => "null",
        _ => throw new ArgumentException("only resolved values can be printed", nameof(value)),
    };

    private static string Field(KeyValuePair<string, HoconNode> field) => $"{HoconWriter.Key(field.Key)} = {Value(field.Value)}";

    private static string Describe(Origin origin) =>
        origin.Source == Default ? Default : SingleLine.Sanitize(origin.ToString());

    /// <summary>Words, and numbers with their units: texts that mean the same with and without quotes.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*\z")]
    private static partial Regex PlainValue();
}
