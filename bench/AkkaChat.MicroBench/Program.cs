using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// In this process nothing has to be generated and built. Many iterations help against noise; the overhead of a call is
// part of the results, because measuring it is noisier than it is.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithEvaluateOverhead(false)
    .WithWarmupCount(5)
    .WithIterationCount(15)
    .WithIterationTime(TimeInterval.FromMilliseconds(100));
var config = DefaultConfig.Instance
    .AddJob(job)
    .AddColumn(StatisticColumn.Min)
    .HideColumns(StatisticColumn.Error)
    .WithArtifactsPath(Path.Combine("artifacts", "microbench"));

var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
return summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
