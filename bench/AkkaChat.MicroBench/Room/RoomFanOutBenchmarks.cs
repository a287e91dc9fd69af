using BenchmarkDotNet.Attributes;

namespace AkkaChat.MicroBench.Room;

/// <summary>
/// Per delivered line: the room and its messages on the dispatchers of the server, without sockets.
/// </summary>
[MemoryDiagnoser]
public class RoomFanOutBenchmarks
{
    private const int Burst = 100;
    private const int LinesOneByOne = 10_000;
    private const int LinesInBursts = 100_000;

    private RoomUnderLoad? _room;

    [Params(10, 100, 1000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Open() => _room = new RoomUnderLoad(Members);

    [GlobalCleanup]
    public Task Close() => _room!.EndAsync();

    /// <summary>Each line is sent when all members have received the one before.</summary>
    [Benchmark(OperationsPerInvoke = LinesOneByOne)]
    public Task OneByOne() => _room!.SayAsync(new Script(LinesOneByOne / Members, 1));

    /// <summary>A hundred lines at once, by all members in turn.</summary>
    [Benchmark(OperationsPerInvoke = LinesInBursts)]
    public Task Bursts() => _room!.SayAsync(new Script(LinesInBursts / Members / Burst, Burst));
}
