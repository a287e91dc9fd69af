using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Connections;

/// <summary>Per line, with safe text and no rate limit, as by default.</summary>
[MemoryDiagnoser]
public class InputPipelineBenchmarks
{
    private readonly InputPipeline _input = new(new MessageRules(Sample.MaxLength, Sanitize: true), rateLimit: null);
    private readonly byte[] _chunk = Sample.Chunk;

    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object? FullRead() => Read(_chunk);

    [Benchmark]
    public object? ReadOfOneLine() => Read(Sample.Line);

    private Lines? Read(ReadOnlySpan<byte> input) => _input.Read(input, TimeSpan.Zero, out _);
}
