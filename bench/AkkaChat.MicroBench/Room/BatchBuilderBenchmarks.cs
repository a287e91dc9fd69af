using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Room;

/// <summary>Per line.</summary>
[MemoryDiagnoser]
public class BatchBuilderBenchmarks
{
    private readonly BatchBuilder _builder = new(new SendQueueLimits(4 * 1024 * 1024).Window / 2);
    private readonly byte[] _prefix = Sample.Prefix;
    private readonly byte[] _chunk = Sample.Chunk;

    /// <summary>One author fills a read.</summary>
    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object OneSayOfManyLines()
    {
        _builder.Append(_prefix, _chunk);
        return Take();
    }

    /// <summary>The same number of lines, each of another author.</summary>
    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object ManySaysOfOneLine()
    {
        for (var i = 0; i < Sample.LinesPerChunk; i++)
            _builder.Append(_prefix, Sample.Line);
        return Take();
    }

    private Batch Take() => _builder.Build(Sample.Duration, recipients: 0);
}
