using System.Text;
using System.Text.RegularExpressions;
using AkkaChat.Server.Configuration.Hocon;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Writes the effective configuration for people, each value with its origin: as HOCON that has the same effect when it
/// is given back. The order is that of the reference, then that of the first mention.
/// </summary>
/// <param name="reference">What the text would lie over: a key of it that has been taken away needs saying.</param>
internal sealed partial class ConfigurationPrinter(HoconSection reference)
{
    /// <summary>What the origin of the reference is called. Its lines mean nothing to whoever has no file of it.</summary>
    public const string Default = "default";

    private static readonly string[] Roots = ["akkachat", "akka"];

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <param name="effective">Resolved; keys that only serve substitutions are left out.</param>
    public string Print(HoconSection effective)
    {
        foreach (var root in Roots)
            PrintField(root, effective.Find(root)!, reference.Find(root));
        return _text.ToString();
    }

    private void PrintField(string key, HoconNode value, HoconNode? below)
    {
        if (value is HoconSection section)
        {
            Line($"{Key(key)} {{");
            _depth++;
            PrintFields(section, below as HoconSection);
            _depth--;
            Line("}");
        }
        else
        {
            Line($"{Key(key)} = {Value(value)}  # {Describe(value.Origin)}");
        }
    }

    private void PrintFields(HoconSection section, HoconSection? below)
    {
        foreach (var (key, value) in section.Fields)
            PrintField(key, value, below?.Find(key));
        foreach (var key in below?.Fields.Keys.Where(key => section.Find(key) is null) ?? [])
            Line($"{Key(key)} = null  # taken away");
    }

    private void Line(string text) => _text.Append(' ', 2 * _depth).Append(text).Append('\n');

    private static string Key(string key) => PlainKey().IsMatch(key) ? key : HoconWriter.Quote(key);

    private static string Value(HoconNode value) => value switch
    {
        HoconScalar { Text: var text } => text != "null" && PlainValue().IsMatch(text) ? text : HoconWriter.Quote(text),
        HoconList list => $"[{string.Join(", ", list.Items.Select(Value))}]",
        HoconSection section => $"{{ {string.Join(", ", section.Fields.Select(field => $"{Key(field.Key)} = {Value(field.Value)}"))} }}",
        _ => throw new ArgumentException("only resolved values can be printed", nameof(value)),
    };

    private static string Describe(Origin origin) => origin.Source == Default ? Default : SingleLine.Sanitize(origin.ToString());

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex PlainKey();

    /// <summary>Words, numbers with their units: what reads the same with and without quotes.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*\z")]
    private static partial Regex PlainValue();
}
