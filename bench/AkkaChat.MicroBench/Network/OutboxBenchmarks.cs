using Akka.IO;
using AkkaChat.Server.Network;
using AkkaChat.Server.Room;
using AkkaChat.Server.Telemetry;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Network;

/// <summary>Per block; the block itself is there already: the room makes one for all members.</summary>
[MemoryDiagnoser]
public class OutboxBenchmarks
{
    private const int Blocks = 64;

    private readonly Outbox _outbox = new(new OutboxLimits(4 * 1024 * 1024), new Traffic());
    private readonly Block _block = new(Sample.Line);

    /// <summary>The socket is always faster than the room.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public ByteString? OneByOne()
    {
        ByteString? last = null;
        for (var i = 0; i < Blocks; i++)
            last = Write(1);
        return last;
    }

    /// <summary>Blocks have gathered while a write was in flight.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public ByteString? Gathered() => Write(Blocks);

    private ByteString? Write(int blocks)
    {
        for (var i = 0; i < blocks; i++)
            _outbox.Add(_block);

        var bytes = _outbox.TakeWrite();
        _outbox.CompleteWrite();
        return bytes;
    }
}
