using System.Globalization;

namespace AkkaChat.Bench.Load;

/// <summary>Prints the medians of all rounds as a table that is Markdown as well.</summary>
internal static class LoadReport
{
    private static readonly (string Header, Func<LoadFigures, double?> Figure, string Format)[] Columns =
    [
        ("server CPU µs", figures => figures.ServerCpu, "0.0000"),
        ("p50 ms", figures => figures.Latency?.Quantile(0.5), "0.00"),
        ("p99 ms", figures => figures.Latency?.Quantile(0.99), "0.00"),
        ("p99.9 ms", figures => figures.Latency?.Quantile(0.999), "0.00"),
        ("longest ms", figures => figures.Latency?.Longest, "0.00"),
        ("RSS MiB", figures => figures.Rss / 1048576, "0.0"),
        ("KiB per member", figures => figures.RssPerMember / 1024, "0.0"),
    ];

    /// <summary>CPU is for each delivery; the ratio is to the first server, taken within each round.</summary>
    public static void Write(Workload workload, IReadOnlyList<LoadFigures> all)
    {
        var columns = Array.FindAll(Columns, column => all.Any(figures => column.Figure(figures) is not null));
        var first = all.Where(figures => figures.Server == all[0].Server).ToDictionary(figures => figures.Round);
        string[][] table =
        [
            [
                "server", workload.Senders > 0 ? "deliveries/s" : "joins/s", "worst", "ratio",
                .. columns.Select(column => column.Header), "checked",
            ],
            ["---", .. Enumerable.Repeat("---:", columns.Length + 4)],
            .. all.GroupBy(figures => figures.Server).Select(server => (string[])
            [
                server.Key,
                Text(Median(server.Select(figures => figures.Speed)), "#,0"),
                Text(server.Min(figures => figures.Speed), "#,0"),
                Text(Median(server.Select(figures => figures.Speed / first[figures.Round].Speed)), "0.00"),
                .. columns.Select(column => Text(Median(server.Select(column.Figure)), column.Format)),
                server.All(figures => figures.Fault is null) ? "yes" : "FAULT",
            ]),
        ];
        var widths = table[0].Select((_, column) => table.Max(row => row[column].Length)).ToArray();

        Console.WriteLine($"\n{workload.Name}: {workload.Description}\n");
        foreach (var row in table)
            Console.WriteLine($"| {string.Join(" | ", row.Select((cell, column) => cell.PadLeft(widths[column])))} |");
    }

    private static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
