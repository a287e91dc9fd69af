using System.Text;
using Terminal.Gui.Drawing;
using Terminal.Gui.Text;

namespace AkkaChat.TerminalClient.Screen;

/// <summary>Breaks a text into rows of a terminal, between words where that is possible.</summary>
internal static class TextWrapper
{
    private const int TabWidth = 4;

    /// <summary>In UTF-16. What people write has less; what is longer is made of marks that would cover other rows.</summary>
    private const int MaxGraphemeLength = 32;

    /// <summary>Scripts of wide characters have no spaces: a row may end in front of each, but for those that close a sentence.</summary>
    private const string Closing = "、。，．：；！？）」』】〉》〕］｝ー々";

    /// <param name="first">Columns of the first row, at least 1.</param>
    /// <param name="others">Columns of each other row, at least 1.</param>
    /// <returns>At least one row.</returns>
    public static List<string> Wrap(string text, int first, int others)
    {
        var rows = new List<string>();
        var row = new StringBuilder();
        var column = 0;
        // The last place where the row may end: index and column.
        var (breakAt, breakColumn) = (0, 0);
        foreach (var grapheme in Graphemes(text))
        {
            var limit = rows.Count == 0 ? first : others;
            var width = Width(grapheme);
            if (width == 2 && !Closing.Contains(grapheme, StringComparison.Ordinal))
                (breakAt, breakColumn) = (row.Length, column);
            if (column + width > limit && column > 0)
            {
                var start = grapheme == " " || breakAt == 0 ? row.Length : breakAt;
                var rest = row.ToString(start, row.Length - start);
                rows.Add(row.ToString(0, start).TrimEnd(' '));
                row.Clear().Append(rest);
                column = start == breakAt ? column - breakColumn : 0;
                (breakAt, breakColumn) = (0, 0);
                if (grapheme == " ")
                    continue;
            }

            // A wide character in a terminal of one column.
            row.Append(width > others ? "?" : grapheme);
            column += width;
            if (grapheme == " ")
                (breakAt, breakColumn) = (row.Length, column);
        }

        rows.Add(row.ToString());
        return rows;
    }

    public static int Width(string text) => text.GetColumns();

    /// <summary>Without what does not fit, but for an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        var cut = new StringBuilder();
        var column = 0;
        foreach (var grapheme in Graphemes(text))
        {
            column += Width(grapheme);
            if (column >= width)
                break;
            cut.Append(grapheme);
        }

        return width > 0 ? cut.Append('\u2026').ToString() : "";
    }

    private static IEnumerable<string> Graphemes(string text)
    {
        foreach (var grapheme in GraphemeHelper.GetGraphemes(text))
        {
            if (grapheme == "\t")
            {
                for (var i = 0; i < TabWidth; i++)
                    yield return " ";
            }
            else
            {
                yield return grapheme.Length > MaxGraphemeLength ? "\uFFFD" : grapheme;
            }
        }
    }
}
