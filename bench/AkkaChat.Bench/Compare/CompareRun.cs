using System.Globalization;

namespace AkkaChat.Bench.Compare;

/// <summary>All workloads, one after the other, and the files at the end.</summary>
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
        using var markdown = new StringWriter(CultureInfo.InvariantCulture);
        WriteHead(markdown);
        var all = new List<TrialResult>();
        foreach (var workload in options.Workloads)
        {
            var trials = await comparison.RunAsync(workload, cancellation);
            output.WriteLine();
            report.Write(output, workload, trials);
            report.Write(markdown, workload, trials);
            all.AddRange(trials);
        }

        if (options.Markdown is { } file)
            await File.WriteAllTextAsync(file.FullName, markdown.ToString(), cancellation);
        if (options.Json is { } json)
            await File.WriteAllTextAsync(json.FullName, TrialsJson.Of(all, options.Rounds), cancellation);
        return all.TrueForAll(trial => trial.Failure is null);
    }

    private void WriteHead(StringWriter markdown)
    {
        markdown.WriteLine(options.Rounds.Head);
        markdown.WriteLine($"Ratios are to {options.Yardstick}.");
        markdown.WriteLine();
        markdown.WriteLine(ComparisonReport.Legend);
        markdown.WriteLine();
    }
}
