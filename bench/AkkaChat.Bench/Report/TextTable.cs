namespace AkkaChat.Bench.Report;

/// <summary>A table that can be read as it stands, and is one for Markdown.</summary>
internal sealed class TextTable(IReadOnlyList<string> header)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(IReadOnlyList<string> row) => _rows.Add(row);

    public void Write(TextWriter output)
    {
        var widths = header.Select((name, column) => _rows.Select(row => row[column].Length).Append(name.Length).Max());
        int[] width = [.. widths];
        Write(output, header, width);
        // The first column is a name, the others are numbers.
        var rule = width.Select(
            (count, column) => column == 0 ? new string('-', count) : $"{new string('-', count - 1)}:");
        output.WriteLine($"| {string.Join(" | ", rule)} |");
        foreach (var row in _rows)
            Write(output, row, width);
    }

    private static void Write(TextWriter output, IReadOnlyList<string> row, int[] width)
    {
        var cells = row.Select(
            (cell, column) => column == 0 ? cell.PadRight(width[column]) : cell.PadLeft(width[column]));
        output.WriteLine($"| {string.Join(" | ", cells)} |");
    }
}
