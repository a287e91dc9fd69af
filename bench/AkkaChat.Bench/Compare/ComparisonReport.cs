using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Report;

namespace AkkaChat.Bench.Compare;

/// <summary>Makes tables of what was measured.</summary>
/// <param name="yardstick">The name of the server that the others are compared with.</param>
internal sealed class ComparisonReport(string yardstick)
{
    private static readonly string[] LoadHeader =
    [
        "server", "deliveries/s", "worst", "ratio", "worst ratio", "server CPU µs", "driver CPU µs", "driver's core",
        "memory", "p50 ms", "p99 ms", "longest ms", "verified",
    ];

    private static readonly string[] IdleHeader =
    [
        "server", "joins/s", "worst", "ratio", "worst ratio", "first half", "second to first", "driver's core",
        "memory, empty", "memory, full", "per member", "verified",
    ];

    /// <summary>What the columns mean, for whoever has only the tables.</summary>
    public const string Legend =
        "A delivery is one line received by one member. Figures are medians of the rounds, \"worst\" is the worst one; "
        + "ratios are taken within each round. CPU is for each delivery; \"driver's core\" is the share of a core that "
        + "the load generator uses, and near to 100 % it limits what can be measured. Times are from a member to a "
        + "member; joins/s are those of the second half. Every byte that every member receives is checked.";

    public void Write(TextWriter output, Workload workload, IReadOnlyList<TrialResult> trials)
    {
        var table = new TextTable(workload.Shape is null ? IdleHeader : LoadHeader);
        var reference = trials.Where(trial => trial.Server == yardstick).ToList();
        var summaries =
            trials.GroupBy(trial => trial.Server).Select(group => new Summary([.. group], reference)).ToList();
        foreach (var summary in summaries)
            table.Add(workload.Shape is null ? IdleRow(summary) : LoadRow(summary));

        output.WriteLine($"### {workload.Name}: {workload.Description}");
        output.WriteLine();
        table.Write(output);
        output.WriteLine();
        foreach (var summary in summaries)
        {
            foreach (var failure in summary.Failures)
                output.WriteLine($"- {summary.Server} FAILED: {failure.ReplaceLineEndings(" ")}");
        }

        if (summaries.Exists(summary => summary.Failures.Count > 0))
            output.WriteLine();
    }

    private static string[] LoadRow(Summary summary) =>
    [
        summary.Server,
        Figure.Millions(summary.Median(trial => trial.Speed)),
        Figure.Millions(summary.Least(trial => trial.Speed)),
        .. Ratios(summary),
        Figure.Microseconds(summary.Median(trial => trial.Load?.ServerCpuPerDelivery)),
        Figure.Microseconds(summary.Median(trial => trial.Load?.DriverCpuPerDelivery)),
        Figure.Percent(summary.Median(trial => trial.Load?.DriverShare)),
        Figure.Mebibytes(summary.Median(trial => trial.ResidentBytes)),
        Figure.Milliseconds(summary.Median(trial => trial.Load?.P50.TotalMilliseconds)),
        Figure.Milliseconds(summary.Median(trial => trial.Load?.P99.TotalMilliseconds)),
        Figure.Milliseconds(summary.Median(trial => trial.Load?.Longest.TotalMilliseconds)),
        Verified(summary),
    ];

    private static string[] IdleRow(Summary summary) =>
    [
        summary.Server,
        Figure.Whole(summary.Median(trial => trial.Speed)),
        Figure.Whole(summary.Least(trial => trial.Speed)),
        .. Ratios(summary),
        Figure.Whole(summary.Median(trial => trial.Idle?.FirstHalfPerSecond)),
        Figure.Ratio(summary.Median(trial => trial.Idle?.SecondHalfPerSecond / trial.Idle?.FirstHalfPerSecond)),
        Figure.Percent(summary.Median(trial => trial.Idle?.DriverShare)),
        Figure.Mebibytes(summary.Median(trial => trial.Idle?.EmptyBytes)),
        Figure.Mebibytes(summary.Median(trial => trial.Idle?.FullBytes)),
        Figure.Kibibytes(summary.Median(trial => trial.Idle?.BytesPerMember)),
        Verified(summary),
    ];

    private static IEnumerable<string> Ratios(Summary summary)
    {
        yield return Figure.Ratio(Summary.Median(summary.Ratios));
        yield return Figure.Ratio(summary.Ratios.Count == 0 ? null : summary.Ratios.Min());
    }

    private static string Verified(Summary summary) => summary.Failures.Count == 0 ? "yes" : "FAILED";
}
