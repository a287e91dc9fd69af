using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace AkkaChat.MicroBench;

/// <summary>How the benchmarks are run, and what is told of them.</summary>
internal static class Jobs
{
    /// <summary>Many iterations, since other programs disturb some; short ones, so that all is done soon.</summary>
    private static readonly Job Short = Job.Default
        .WithWarmupCount(5)
        .WithIterationCount(15)
        .WithIterationTime(TimeInterval.FromMilliseconds(100));

    /// <summary>
    /// In this process nothing has to be generated and built, and the runtime is set up as the server sets it up.
    /// The overhead is part of the results: a call for each invocation is less than the noise of measuring it.
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

        // A default job would win over the one that is asked for.
        return args.Any(IsJob) ? config : config.AddJob(Short.AsDefault());
    }

    private static bool IsJob(string argument) =>
        argument.StartsWith("--job", StringComparison.Ordinal) || argument.StartsWith("-j", StringComparison.Ordinal);
}
