using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log for collectors: an event is a JSON object on a line of its own, in the compact log event format: <c>@t</c> is
/// the time, <c>@l</c> the level, <c>@m</c> the text, <c>@mt</c> its template, <c>@i</c> the name of the event, if it has
/// one, <c>@x</c> an exception; all the others are what the event holds. See https://clef-json.org.
/// </summary>
internal sealed class JsonLogFormatter : ITextFormatter
{
    private const string EventId = nameof(EventId);

    private static readonly ValueFormatter Values = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":");
        Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), output);
        output.Write(",\"@l\":");
        Write($"{logEvent.Level}", output);
        output.Write(",\"@m\":");
        Write(LogText.Render(logEvent), output);
        output.Write(",\"@mt\":");
        Write(logEvent.MessageTemplate.Text, output);
        if (NameOf(logEvent) is { } name)
        {
            output.Write(",\"@i\":");
            Write(name, output);
        }

        if (logEvent.Exception is { } exception)
        {
            output.Write(",\"@x\":");
            Write($"{exception}", output);
        }

        foreach (var (key, value) in logEvent.Properties.Where(property => property.Key != EventId))
        {
            output.Write(',');
            // Two of them stand for one that is none of the above.
            Write(key.StartsWith('@') ? $"@{key}" : key, output);
            output.Write(':');
            Values.Format(value, output);
        }

        output.Write("}\n");
    }

    private static string? NameOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(EventId, out var value)
        && value is StructureValue { Properties: var parts }
        && parts.FirstOrDefault(part => part.Name == "Name")?.Value is ScalarValue { Value: string name }
            ? name
            : null;

    private static void Write(string text, TextWriter output) => JsonValueFormatter.WriteQuotedJsonString(text, output);

    /// <summary>Times are numbers, as their names tell: seconds.</summary>
    private sealed class ValueFormatter() : JsonValueFormatter(typeTagName: null)
    {
        protected override void FormatLiteralValue(object? value, TextWriter output)
        {
            if (value is TimeSpan time)
                output.Write(time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
            else
                base.FormatLiteralValue(value!, output);
        }
    }
}
