using System.Text;

namespace AkkaChat.Server.Configuration.Hocon;

/// <summary>Writes plain values as the HOCON that Akka.NET's own parser reads without guessing: everything in quotes.</summary>
internal static class HoconWriter
{
    public static string Write(HoconSection root)
    {
        var text = new StringBuilder();
        WriteFields(text, root);
        return text.ToString();
    }

    /// <summary>A text as a quoted string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder();
        WriteQuoted(quoted, text);
        return quoted.ToString();
    }

    private static void WriteFields(StringBuilder text, HoconSection section)
    {
        foreach (var (key, value) in section.Fields)
        {
            WriteQuoted(text, key);
            text.Append(" : ");
            WriteValue(text, value);
            text.Append('\n');
        }
    }

    private static void WriteValue(StringBuilder text, HoconNode node)
    {
        switch (node)
        {
            case HoconSection section:
                text.Append("{\n");
                WriteFields(text, section);
                text.Append('}');
                break;
            case HoconList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    WriteValue(text, list.Items[i]);
                }

                text.Append(']');
                break;
            case HoconScalar scalar:
                WriteQuoted(text, scalar.Text);
                break;
            default:
                throw new ArgumentException("only resolved values can be written", nameof(node));
        }
    }

    private static void WriteQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (char.IsControl(c))
                text.Append($"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        text.Append('"');
    }
}
