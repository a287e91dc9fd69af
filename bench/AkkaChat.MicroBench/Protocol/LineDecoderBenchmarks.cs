using AkkaChat.Server.Protocol;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Protocol;

/// <summary>Per line of a full read.</summary>
[MemoryDiagnoser]
public class LineDecoderBenchmarks
{
    private readonly LineDecoder _decoder = new();
    private readonly byte[] _chunk = Sample.Chunk;

    /// <returns>The length of all lines together.</returns>
    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public int Read()
    {
        ReadOnlySpan<byte> input = _chunk;
        var length = 0;
        while (_decoder.Read(ref input, Sample.MaxLength, out var line) == LineResult.Line)
            length += line.Length;
        return length;
    }
}
