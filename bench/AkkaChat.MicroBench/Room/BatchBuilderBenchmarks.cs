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

    /// <summary>The author has sent as much as one read brings.</summary>
    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object OneSayOfManyLines()
    {
        _builder.Append(_prefix, _chunk);
        return Take();
    }

    /// <summary>As many authors have sent a line each.</summary>
    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object ManySaysOfOneLine()
    {
        for (var i = 0; i < Sample.LinesPerChunk; i++)
            _builder.Append(_prefix, Sample.Line);
        return Take();
    }

    /// <summary>A room that is not busy.</summary>
    [Benchmark]
    public object OneSayOfOneLine()
    {
        _builder.Append(_prefix, Sample.Line);
        return Take();
    }

    private Batch Take() => _builder.Build(Sample.Duration, recipients: 0);
}
