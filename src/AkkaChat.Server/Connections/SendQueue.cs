using Akka.IO;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Connections;

/// <summary>
/// The batches that a connection has still to send, in order, one write in flight at most. While a write is in flight
/// batches queue up here, and the next write coalesces them. They are held by reference, never copied. Not thread-safe.
/// </summary>
internal sealed class SendQueue(SendQueueLimits limits, ConnectionStats stats)
{
    /// <summary>
    /// Akka.IO slices the rest of a compound ByteString for each frame that it sends, so that one write of very many
    /// batches costs more than several writes.
    /// </summary>
    public const int MaxBatchesPerWrite = 512;

    private readonly Queue<Batch> _queue = [];

    /// <summary>Timers of the batches in flight.</summary>
    private readonly List<DeliveryTimer> _timers = [];

    /// <summary>Cost of the write in flight; 0 if there is none.</summary>
    private int _inFlight;
    private int _linesInFlight;
    private int _bytesInFlight;

    /// <summary>Cost of all batches that the kernel has not taken yet, queued or in flight.</summary>
    public long Pending { get; private set; }

    public bool IsEmpty => Pending == 0;

    /// <summary>Set above the high watermark, cleared below the low one.</summary>
    public bool IsCongested { get; private set; }

    /// <summary>
    /// More is pending than allowed. On a single server only a client that never reads the server's own lines gets here; docs/cluster.md
    /// has what is different in a cluster.
    /// </summary>
    public bool IsOverLimit => Pending > limits.MaxPending;

    public void Add(Batch batch)
    {
        _queue.Enqueue(batch);
        Pending += batch.Cost;
        stats.SetPending(Pending);
        if (Pending > limits.HighWatermark)
            IsCongested = true;
    }

    /// <summary>Begins the next write, unless one is in flight or the queue is empty.</summary>
    /// <returns>The bytes to write, or null.</returns>
    public ByteString? TryBeginWrite()
    {
        if (_inFlight > 0 || !_queue.TryDequeue(out var first))
            return null;

        MarkInFlight(first);
        return _queue.Count == 0 ? first.Wire : Coalesce(first);
    }

    /// <summary>The kernel has taken all bytes of the write in flight.</summary>
    public void CompleteWrite()
    {
        Pending -= _inFlight;
        stats.AddSent(_linesInFlight, _bytesInFlight);
        stats.SetPending(Pending);
        _inFlight = 0;
        _linesInFlight = 0;
        _bytesInFlight = 0;
        CompleteTimers();
        if (Pending < limits.LowWatermark)
            IsCongested = false;
    }

    /// <summary>The connection has ended: nothing more is written, and no timer waits for it.</summary>
    public void Abandon()
    {
        foreach (var batch in _queue)
            batch.Timer?.Complete();
        _queue.Clear();
        CompleteTimers();
    }

    private void CompleteTimers()
    {
        _timers.ForEach(static timer => timer.Complete());
        _timers.Clear();
    }

    private void MarkInFlight(Batch batch)
    {
        _inFlight += batch.Cost;
        _linesInFlight += batch.Lines;
        _bytesInFlight += batch.Length;
        if (batch.Timer is { } timer)
            _timers.Add(timer);
    }

    private ByteString Coalesce(Batch first)
    {
        var segments = new List<ArraySegment<byte>>(Math.Min(_queue.Count + 1, MaxBatchesPerWrite)) { first.Bytes };
        while (segments.Count < MaxBatchesPerWrite
            && _inFlight < limits.TargetBytesPerWrite
            && _queue.TryDequeue(out var batch))
        {
            segments.Add(batch.Bytes);
            MarkInFlight(batch);
        }

        return ByteString.FromBytes(segments.ToArray());
    }
}
