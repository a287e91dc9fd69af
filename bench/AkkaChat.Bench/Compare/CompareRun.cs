namespace AkkaChat.Bench.Compare;

/// <summary>All workloads, one after the other.</summary>
internal sealed class CompareRun(CompareOptions options, TextWriter output)
{
    /// <returns>Whether all servers did all that they should.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var contenders = await Contenders.FindAsync(options.Servers, cancellation);
        if (contenders.TrueForAll(contender => contender.Name != options.Yardstick))
            throw new BenchException($"--yardstick {options.Yardstick} is none of the servers");

        var comparison = new Comparison(contenders, options.Rounds, output);
        var report = new ComparisonReport(options.Yardstick);
        WriteHead();
        var all = new List<TrialResult>();
        foreach (var workload in options.Workloads)
        {
            var trials = await comparison.RunAsync(workload, cancellation);
            output.WriteLine();
            report.Write(output, workload, trials);
            all.AddRange(trials);
        }

        return all.TrueForAll(trial => trial.Failure is null);
    }

    private void WriteHead()
    {
        output.WriteLine(options.Rounds.Head);
        output.WriteLine($"Ratios are to {options.Yardstick}.");
        output.WriteLine();
        output.WriteLine(ComparisonReport.Legend);
        output.WriteLine();
    }
}
