using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace AkkaChat.MicroBench;

/// <summary>How the benchmarks run, and which columns are reported.</summary>
internal static class Jobs
{
    /// <summary>Many iterations against noise, short ones against waiting.</summary>
    private static readonly Job Short = Job.Default
        .WithWarmupCount(5)
        .WithIterationCount(15)
        .WithIterationTime(TimeInterval.FromMilliseconds(100));

    /// <summary>
    /// In this process nothing has to be generated and built, and the runtime has the options of the server. The overhead
    /// of a call is part of the results: measuring it is noisier than it is.
    /// </summary>
    private static readonly Job Always = Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithEvaluateOverhead(false);

    public static IConfig Configure(string[] args)
    {
        var config = DefaultConfig.Instance
            .AddJob(Always.AsMutator())
            .AddColumn(StatisticColumn.Min)
            .HideColumns(StatisticColumn.Error)
            .WithArtifactsPath(Path.Combine("artifacts", "microbench"));

        // A default job would override the one of the command line.
        return args.Any(IsJob) ? config : config.AddJob(Short.AsDefault());
    }

    private static bool IsJob(string argument) =>
        argument.StartsWith("--job", StringComparison.Ordinal) || argument.StartsWith("-j", StringComparison.Ordinal);
}
