using AkkaChat.Server.Protocol;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Protocol;

/// <summary>Per line.</summary>
[MemoryDiagnoser]
public class LineDecoderBenchmarks
{
    /// <summary>Coprime to the length of a line, so that lines are cut everywhere.</summary>
    private const int AwkwardLength = 61;

    private readonly LineDecoder _decoder = new();
    private readonly byte[] _chunk = Sample.Chunk;

    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public int WholeLines() => Read(_chunk, Sample.ChunkLength);

    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public int CutLines() => Read(_chunk, AwkwardLength);

    /// <returns>The length of all lines together.</returns>
    private int Read(ReadOnlySpan<byte> stream, int pieceLength)
    {
        var length = 0;
        while (!stream.IsEmpty)
        {
            var piece = stream[..Math.Min(pieceLength, stream.Length)];
            stream = stream[piece.Length..];
            while (_decoder.Read(ref piece, Sample.MaxLength, out var line) == LineResult.Line)
                length += line.Length;
        }

        return length;
    }
}
