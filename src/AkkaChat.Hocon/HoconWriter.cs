using System.Collections;
using System.Text;

namespace AkkaChat.Hocon;

/// <summary>Writes resolved values with everything in quotes, which Akka.NET's parser reads without guessing.</summary>
public sealed class HoconWriter
{
    private readonly StringBuilder _text = new();

    private HoconWriter()
    {
    }

    /// <summary>Writes the fields of a section.</summary>
    /// <exception cref="ArgumentException">A value is not resolved.</exception>
    public static string Write(HoconSection root)
    {
        var writer = new HoconWriter();
        DeepCalls.Run(writer.WriteFields(root));
        return writer._text.ToString();
    }

    /// <summary>A text as a quoted string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append($"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A key as a part of a path: in quotes unless it is a plain word, so that different keys are different texts.</summary>
    public static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : Quote(key);

    private IEnumerator WriteFields(HoconSection section)
    {
        foreach (var (key, value) in section.Fields)
        {
            _text.Append(Quote(key)).Append(" : ");
            yield return WriteValue(value);
            _text.Append('\n');
        }
    }

    private IEnumerator WriteValue(HoconNode node)
    {
        switch (node)
        {
            case HoconSection section:
                _text.Append("{\n");
                yield return WriteFields(section);
                _text.Append('}');
                break;
            case HoconList list:
                _text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    _text.Append(i == 0 ? "" : ", ");
                    yield return WriteValue(list.Items[i]);
                }

                _text.Append(']');
                break;
            case HoconScalar scalar:
                _text.Append(Quote(scalar.Text));
                break;
            case HoconNull:
                _text.Append("null");
                break;
            default:
                throw new ArgumentException("only resolved values can be written", nameof(node));
        }
    }
}
