using AkkaChat.Server.Network;
using AkkaChat.Server.Room;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Network;

/// <summary>Per line, with safe text and without a limit of the rate, which are the defaults.</summary>
[MemoryDiagnoser]
public class InboxBenchmarks
{
    private readonly Inbox _inbox = new(Sample.MaxLength, sanitize: true, pacing: null);
    private readonly byte[] _chunk = Sample.Chunk;

    [Benchmark(OperationsPerInvoke = Sample.LinesPerChunk)]
    public object? FullRead() => Read(_chunk);

    [Benchmark]
    public object? ReadOfOneLine() => Read(Sample.Line);

    private Lines? Read(ReadOnlySpan<byte> input) => _inbox.Read(input, DateTimeOffset.UnixEpoch, out _);
}
