using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// Renders what an event says as one line of text for eyes: names stand as they are, what could be taken for something
/// else stands in quotes, times and counts read naturally.
/// </summary>
internal static class LogText
{
    public static string Render(LogEvent log)
    {
        var text = new StringBuilder();
        foreach (var token in log.MessageTemplate.Tokens)
        {
            if (token is PropertyToken hole && log.Properties.TryGetValue(hole.PropertyName, out var value))
                Append(text, value, hole.Format);
            else
                AppendLiteral(text, $"{token}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, LogEventPropertyValue value, string? format)
    {
        switch (value)
        {
            case ScalarValue { Value: TimeSpan time }:
                text.Append(Describe(time));
                break;
            case ScalarValue { Value: string literal } when format != "l":
                AppendQuotedIfNeeded(text, literal);
                break;
            case ScalarValue { Value: IFormattable formattable }:
                AppendLiteral(text, formattable.ToString(format, CultureInfo.InvariantCulture));
                break;
            case ScalarValue scalar:
                AppendLiteral(text, $"{scalar.Value}");
                break;
            case DictionaryValue counts:
                AppendCounts(text, counts);
                break;
            default:
                AppendLiteral(text, value.ToString(format, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendCounts(StringBuilder text, DictionaryValue counts)
    {
        var separator = "";
        foreach (var (key, value) in counts.Elements)
        {
            text.Append(separator);
            Append(text, key, null);
            text.Append(' ');
            Append(text, value, null);
            separator = ", ";
        }
    }

    private static void AppendQuotedIfNeeded(StringBuilder text, string value)
    {
        if (value.Length > 0 && value.EnumerateRunes().All(IsPlain))
        {
            text.Append(value);
            return;
        }

        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                text.Append('\\').Append((char)rune.Value);
            else if (rune.Value == ' ' || IsPlain(rune))
                text.Append(rune);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        text.Append('"');
    }

    private static void AppendLiteral(StringBuilder text, string literal)
    {
        foreach (var rune in literal.EnumerateRunes())
            text.Append(IsInvisible(rune) ? new Rune(' ') : rune);
    }

    private static bool IsPlain(Rune rune) =>
        rune.Value is not ('"' or '\\') && !Rune.IsWhiteSpace(rune) && !IsInvisible(rune);

    /// <summary>What ends a line, drives a terminal, or turns the direction of writing.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{time.Days}d {time.Hours}h",
        { TotalHours: >= 1 } => $"{time.Hours}h {time.Minutes}m",
        { TotalMinutes: >= 1 } => $"{time.Minutes}m {time.Seconds}s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#}s"),
    };
}
