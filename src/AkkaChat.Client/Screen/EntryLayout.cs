using System.Globalization;
using AkkaChat.TerminalClient.Session;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>Lays the entries of the log out in rows of a terminal.</summary>
internal static class EntryLayout
{
    /// <summary>A time and a space.</summary>
    private const int Indent = 6;

    /// <summary>The text begins beside its author if there is room for this.</summary>
    private const int MinTextWidth = 12;

    /// <param name="width">Columns, at least 1.</param>
    /// <param name="isOnLight">The terminal's background is light.</param>
    /// <returns>At least one row.</returns>
    public static List<TextRun[]> Rows(LogEntry entry, int width, bool isOnLight) => entry.Kind switch
    {
        LogEntryKind.Day => [Rule(entry.Text, width, Styles.Faint)],
        LogEntryKind.Gap => [Rule(entry.Text, width, Styles.Warning(isOnLight))],
        LogEntryKind.Note => Text(entry, [], Styles.Faint, width),
        LogEntryKind.Help => Text(entry, [], Styles.Plain, width),
        LogEntryKind.Warning => Text(entry, [], Styles.Warning(isOnLight), width),
        LogEntryKind.Server => Text(
            entry, [new TextRun(entry.Author, Styles.Warning(isOnLight, TextStyle.Bold))], Styles.Warning(isOnLight), width),
        _ => Text(
            entry,
            [new TextRun(entry.Author, Styles.OfName(entry.Author, entry.IsOwn, entry.IsMention, isOnLight))],
            entry.IsMention ? Styles.Bold : Styles.Plain,
            width),
    };

    /// <summary>A line through the log, with a text in it. Without the part in front of the text if there is no room for it.</summary>
    public static TextRun[] Rule(string text, int width, Attribute style)
    {
        var lead = width < TextWrapper.Width(text) + Indent ? "" : new string('\u2500', Indent - 1) + " ";
        var start = TextWrapper.Cut($"{lead}{text} ", width);
        return [new TextRun(start + new string('\u2500', Math.Max(0, width - TextWrapper.Width(start))), style)];
    }

    private static List<TextRun[]> Text(LogEntry entry, TextRun[] author, Attribute style, int width)
    {
        var indent = width >= Indent + MinTextWidth ? Indent : 0;
        var margin = new TextRun(new string(' ', indent), Styles.Plain);
        var time = indent == 0 || entry.Kind == LogEntryKind.Help
            ? margin
            : new TextRun(entry.At.ToString("HH:mm ", CultureInfo.InvariantCulture), Styles.Faint);
        var head = indent;
        if (author is [var name])
        {
            name = name with { Text = TextWrapper.Cut(name.Text, width - indent - 1) };
            author = name.Text.Length == 0 ? [] : [name, new TextRun(" ", Styles.Plain)];
            head += author.Sum(run => TextWrapper.Width(run.Text));
        }

        var isBeside = width - head >= MinTextWidth || author.Length == 0;
        var texts = TextWrapper.Wrap(entry.Text, isBeside ? width - head : width - indent, width - indent);
        List<TextRun[]> rows = isBeside ? [[time, .. author, new TextRun(texts[0], style)]] : [[time, .. author]];
        foreach (var text in isBeside ? texts.Skip(1) : texts)
            rows.Add([margin, new TextRun(text, style)]);
        return rows;
    }
}
