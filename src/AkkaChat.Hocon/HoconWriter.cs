using System.Collections;
using System.Text;
using System.Text.RegularExpressions;

namespace AkkaChat.Hocon;

/// <summary>Writes resolved values with everything in quotes, which Akka.NET's parser reads without guessing.</summary>
public static partial class HoconWriter
{
    /// <summary>Writes the fields of a section.</summary>
    /// <exception cref="ArgumentException">A value is not resolved.</exception>
    public static string Write(HoconSection root)
    {
        var text = new StringBuilder();
        DeepCalls.Run(WriteFields(root, text));
        return text.ToString();
    }

    /// <summary>A text as a quoted string.</summary>
    public static string Quote(string text) =>
        $"\"{Special().Replace(text, special => special.Value is "\"" or "\\" ? $"\\{special.Value}" : $"\\u{(int)special.Value[0]:x4}")}\"";

    /// <summary>A key as a part of a path: in quotes unless it is a plain word, so that different keys are different texts.</summary>
    public static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : Quote(key);

    private static IEnumerator WriteFields(HoconSection section, StringBuilder text)
    {
        foreach (var (key, value) in section.Fields)
        {
            text.Append(Quote(key)).Append(" : ");
            yield return WriteValue(value, text);
            text.Append('\n');
        }
    }

    private static IEnumerator WriteValue(HoconNode node, StringBuilder text)
    {
        if (node is HoconSection section)
        {
            text.Append("{\n");
            yield return WriteFields(section, text);
            text.Append('}');
        }
        else if (node is HoconList list)
        {
            text.Append('[');
            for (var i = 0; i < list.Items.Count; i++)
            {
                text.Append(i == 0 ? "" : ", ");
                yield return WriteValue(list.Items[i], text);
            }

            text.Append(']');
        }
        else
        {
            text.Append(node switch
            {
                HoconScalar scalar => Quote(scalar.Text),
                HoconNull => "null",
                _ => throw new ArgumentException("only resolved values can be written", nameof(node)),
            });
        }
    }

    [GeneratedRegex(@"[""\\\p{Cc}]")]
    private static partial Regex Special();
}
