using System.Text;

namespace AkkaChat.Server.Control;

/// <summary>A table of plain text, whose columns are as wide as their contents.</summary>
/// <param name="headings">Columns of numbers, which are aligned to the right, have a heading that begins with <c>&gt;</c>.</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";

    private readonly bool[] _isNumber = [.. headings.Select(heading => heading.StartsWith('>'))];
    private readonly List<string[]> _rows = [[.. headings.Select(heading => heading.TrimStart('>'))]];

    /// <param name="cells">One for each heading; one line each.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>With a line end behind each row, and no spaces before it.</summary>
    public override string ToString()
    {
        var widths = headings.Select((_, column) => _rows.Max(row => DisplayWidth.Of(row[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => Pad(cell, widths[column], _isNumber[column]));
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Pad(string cell, int width, bool isNumber)
    {
        var space = new string(' ', width - DisplayWidth.Of(cell));
        return isNumber ? space + cell : cell + space;
    }
}
