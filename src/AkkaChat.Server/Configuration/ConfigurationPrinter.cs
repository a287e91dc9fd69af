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
/// <param name="secrets">Paths of values of which only a comment is printed, unless they are defaults.</param>
internal sealed partial class ConfigurationPrinter(HoconSection reference, IReadOnlySet<string> secrets)
{
    /// <summary>The source of the reference. It is embedded, so its lines are not printed.</summary>
    public const string Default = "default";

    private static readonly string[] Roots = ["akkachat", "akka"];

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <param name="effective">Resolved; other root keys, which only serve substitutions, are left out.</param>
    public string Print(HoconSection effective)
    {
        foreach (var root in Roots)
            PrintField(root, effective.Find(root)!, reference.Find(root), "");
        return _text.ToString();
    }

    private void PrintField(string key, HoconNode value, HoconNode? defaults, string path)
    {
        path = path.Length == 0 ? key : $"{path}.{key}";
        if (secrets.Contains(path) && value.Origin.Source != Default)
        {
            Line($"# {key} is secret; {Describe(value.Origin)}");
        }
        else if (value is HoconSection section)
        {
            Line($"{Key(key)} {{");
            _depth++;
            PrintFields(section, defaults as HoconSection, path);
            _depth--;
            Line("}");
        }
        else
        {
            Line($"{Key(key)} = {Value(value)}  # {Describe(value.Origin)}");
        }
    }

    private void PrintFields(HoconSection section, HoconSection? defaults, string path)
    {
        foreach (var (key, value) in section.Fields)
            PrintField(key, value, defaults?.Find(key), path);
        foreach (var key in defaults?.Fields.Keys.Where(key => section.Find(key) is null) ?? [])
            Line($"{Key(key)} = null  # removed");
    }

    private void Line(string text) => _text.Append(' ', 2 * _depth).Append(text).Append('\n');

    private static string Key(string key) => PlainKey().IsMatch(key) ? key : HoconWriter.Quote(key);

    private static string Value(HoconNode value) => value switch
    {
        HoconScalar { Text: var text } => text != "null" && PlainValue().IsMatch(text) ? text : HoconWriter.Quote(text),
        HoconList list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        HoconSection section => $"{{ {string.Join(", ", section.Fields.Select(Field))} }}",
        _ => throw new ArgumentException("only resolved values can be printed", nameof(value)),
    };

    private static string Field(KeyValuePair<string, HoconNode> field) => $"{Key(field.Key)} = {Value(field.Value)}";

    private static string Describe(Origin origin) =>
        origin.Source == Default ? Default : SingleLine.Sanitize(origin.ToString());

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex PlainKey();

    /// <summary>Words, and numbers with their units: texts that mean the same with and without quotes.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*\z")]
    private static partial Regex PlainValue();
}
