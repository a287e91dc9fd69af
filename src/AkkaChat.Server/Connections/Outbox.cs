using Akka.IO;
using AkkaChat.Server.Room;
using AkkaChat.Server.Telemetry;

namespace AkkaChat.Server.Network;

/// <summary>
/// What a connection still has to send: blocks in order, at most one write in flight. While a write is in flight blocks
/// gather here; the next write takes them together. Blocks are held by reference, never copied. Not thread-safe.
/// </summary>
/// <param name="limits">When it is too full.</param>
/// <param name="traffic">Where it is noted what waits and what has been taken.</param>
internal sealed class Outbox(OutboxLimits limits, Traffic traffic)
{
    /// <summary>
    /// Most blocks in one write. Akka.IO slices the rest of the list for each frame that it sends, so that a write of
    /// very many blocks costs more than several writes.
    /// </summary>
    public const int MaxBlocksPerWrite = 512;

    /// <summary>
    /// A write takes no further block once it has cost this much: what is pending shrinks with each write that is
    /// complete, so that a slow reader is seen to make progress.
    /// </summary>
    public const int EnoughPerWrite = 128 * 1024;

    private readonly Queue<Block> _waiting = [];

    /// <summary>Of the blocks in flight that are timed.</summary>
    private readonly List<BlockTimer> _timers = [];

    /// <summary>Cost of the write in flight, 0 if there is none.</summary>
    private int _inFlight;
    private int _linesInFlight;
    private int _bytesInFlight;

    /// <summary>Cost of the blocks that the socket has not taken yet, waiting or in flight.</summary>
    public long Pending { get; private set; }

    public bool IsEmpty => Pending == 0;

    /// <summary>
    /// Becomes true above the high watermark and false again below the low one: the client does not keep up.
    /// </summary>
    public bool IsCongested { get; private set; }

    /// <summary>More is pending than may be. Only a client that is answered without reading the answers gets there.</summary>
    public bool IsOverfull => Pending > limits.MaxPending;

    public void Add(Block block)
    {
        _waiting.Enqueue(block);
        Pending += block.Cost;
        traffic.Owes(Pending);
        if (Pending > limits.High)
            IsCongested = true;
    }

    /// <summary>Begins the next write, unless one is in flight or nothing waits.</summary>
    /// <returns>What to write, or null.</returns>
    public ByteString? TakeWrite()
    {
        if (_inFlight > 0 || !_waiting.TryDequeue(out var first))
            return null;

        Depart(first);
        return _waiting.Count == 0 ? first.Wire : Gather(first);
    }

    /// <summary>Ends the write in flight: the socket has taken all of it.</summary>
    public void CompleteWrite()
    {
        Pending -= _inFlight;
        traffic.Wrote(_linesInFlight, _bytesInFlight);
        traffic.Owes(Pending);
        _inFlight = 0;
        _linesInFlight = 0;
        _bytesInFlight = 0;
        CompleteTimers();
        if (Pending < limits.Low)
            IsCongested = false;
    }

    /// <summary>The connection has ended: nothing more is written, and nobody waits for it.</summary>
    public void Abandon()
    {
        foreach (var block in _waiting)
            block.Timer?.Complete();
        _waiting.Clear();
        CompleteTimers();
    }

    private void CompleteTimers()
    {
        _timers.ForEach(static timer => timer.Complete());
        _timers.Clear();
    }

    private void Depart(Block block)
    {
        _inFlight += block.Cost;
        _linesInFlight += block.Lines;
        _bytesInFlight += block.Length;
        if (block.Timer is { } timer)
            _timers.Add(timer);
    }

    private ByteString Gather(Block first)
    {
        var segments = new List<ArraySegment<byte>>(Math.Min(_waiting.Count + 1, MaxBlocksPerWrite)) { first.Bytes };
        while (segments.Count < MaxBlocksPerWrite
            && _inFlight < EnoughPerWrite
            && _waiting.TryDequeue(out var block))
        {
            segments.Add(block.Bytes);
            Depart(block);
        }

        return ByteString.FromBytes(segments.ToArray());
    }
}
