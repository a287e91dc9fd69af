using Akka.IO;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Room;
using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Connections;

/// <summary>Per batch. The batch itself is not measured: the room makes one for all members.</summary>
[MemoryDiagnoser]
public class SendQueueBenchmarks
{
    private const int Batches = 64;

    private readonly SendQueue _sendQueue = new(new SendQueueLimits(4 * 1024 * 1024), new ConnectionStats());
    private readonly Batch _batch = new(Sample.Line);

    /// <summary>Each write completes before the next batch.</summary>
    [Benchmark(OperationsPerInvoke = Batches)]
    public ByteString? OneByOne()
    {
        ByteString? last = null;
        for (var i = 0; i < Batches; i++)
            last = Write(1);
        return last;
    }

    /// <summary>Batches have queued up while a write was in flight.</summary>
    [Benchmark(OperationsPerInvoke = Batches)]
    public ByteString? Coalesced() => Write(Batches);

    private ByteString? Write(int batches)
    {
        for (var i = 0; i < batches; i++)
            _sendQueue.Add(_batch);

        var bytes = _sendQueue.TryBeginWrite();
        _sendQueue.CompleteWrite();
        return bytes;
    }
}
