using System.Globalization;
using System.Text;
using AkkaChat.Server.Protocol;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log for collectors: compact JSON. Serilog escapes the control characters of ASCII; here those beyond, which control
/// terminals too, and the format characters are escaped as well.
/// </summary>
internal sealed class JsonLogFormatter : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter _json = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        _json.Format(logEvent, line);
        output.Write($"{Escape(line.ToString().TrimEnd('\r', '\n'))}\n");
    }

    private static string Escape(string json)
    {
        var line = new StringBuilder(json.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in json.EnumerateRunes())
        {
            var units = utf16[..rune.EncodeToUtf16(utf16)];
            if (SingleLine.IsPlain(rune))
                line.Append(units);
            else
                foreach (var unit in units)
                    line.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return line.ToString();
    }
}
