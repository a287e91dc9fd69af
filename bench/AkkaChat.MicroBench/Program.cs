using AkkaChat.MicroBench;
using BenchmarkDotNet.Running;

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Jobs).Assembly).Run(args, Jobs.Configure(args));
return summaries.All(summary => summary.Reports.All(report => report.Success)) ? 0 : 1;
