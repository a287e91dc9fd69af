using System.Text;

namespace AkkaChat.Hocon;

/// <summary>Writes resolved values with everything in quotes, which Akka.NET's parser reads without guessing.</summary>
public static class HoconWriter
{
    /// <summary>Writes the fields of a section.</summary>
    /// <exception cref="ArgumentException">A value is not resolved.</exception>
    public static string Write(HoconSection root) =>
        string.Concat(root.Fields.Select(field => $"{Quote(field.Key)} : {Write(field.Value)}\n"));

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

    private static string Write(HoconNode node) => node switch
    {
        HoconSection section => $"{{\n{Write(section)}}}",
        HoconList list => $"[{string.Join(", ", list.Items.Select(Write))}]",
        HoconScalar scalar => Quote(scalar.Text),
        _ => throw new ArgumentException("only resolved values can be written", nameof(node)),
    };
}
