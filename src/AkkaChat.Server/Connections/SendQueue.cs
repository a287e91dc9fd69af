using Akka.IO;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Connections;

/// <summary>
/// What a connection still has to send: batches in order, at most one write in flight. While a write is in flight batches
/// gather here; the next write takes them together. Batches are held by reference, never copied. Not thread-safe.
/// </summary>
/// <param name="limits">When it is too full.</param>
/// <param name="stats">Where it is noted what waits and what has been taken.</param>
internal sealed class SendQueue(SendQueueLimits limits, ConnectionStats stats)
{
    /// <summary>
    /// Most batches in one write. Akka.IO slices the rest of the list for each frame that it sends, so that a write of
    /// very many batches costs more than several writes.
    /// </summary>
    public const int MaxBatchesPerWrite = 512;

    /// <summary>
    /// A write takes no further batch once it has cost this much: what is pending shrinks with each write that is
    /// complete, so that a slow reader is seen to make progress.
    /// </summary>
    public const int TargetBytesPerWrite = 128 * 1024;

    private readonly Queue<Batch> _waiting = [];

    /// <summary>Of the batches in flight that are timed.</summary>
    private readonly List<DeliveryTimer> _timers = [];

    /// <summary>Cost of the write in flight, 0 if there is none.</summary>
    private int _inFlight;
    private int _linesInFlight;
    private int _bytesInFlight;

    /// <summary>Cost of the batches that the socket has not taken yet, waiting or in flight.</summary>
    public long Pending { get; private set; }

    public bool IsEmpty => Pending == 0;

    /// <summary>
    /// Becomes true above the high watermark and false again below the low one: the client does not keep up.
    /// </summary>
    public bool IsCongested { get; private set; }

    /// <summary>More is pending than may be. Only a client that is answered without reading the answers gets there.</summary>
    public bool IsOverLimit => Pending > limits.MaxPending;

    public void Add(Batch batch)
    {
        _waiting.Enqueue(batch);
        Pending += batch.Cost;
        stats.SetPending(Pending);
        if (Pending > limits.HighWatermark)
            IsCongested = true;
    }

    /// <summary>Begins the next write, unless one is in flight or nothing waits.</summary>
    /// <returns>What to write, or null.</returns>
    public ByteString? TryBeginWrite()
    {
        if (_inFlight > 0 || !_waiting.TryDequeue(out var first))
            return null;

        MarkInFlight(first);
        return _waiting.Count == 0 ? first.Wire : Coalesce(first);
    }

    /// <summary>Ends the write in flight: the socket has taken all of it.</summary>
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

    /// <summary>The connection has ended: nothing more is written, and nobody waits for it.</summary>
    public void Abandon()
    {
        foreach (var batch in _waiting)
            batch.Timer?.Complete();
        _waiting.Clear();
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
        var segments = new List<ArraySegment<byte>>(Math.Min(_waiting.Count + 1, MaxBatchesPerWrite)) { first.Bytes };
        while (segments.Count < MaxBatchesPerWrite
            && _inFlight < TargetBytesPerWrite
            && _waiting.TryDequeue(out var batch))
        {
            segments.Add(batch.Bytes);
            MarkInFlight(batch);
        }

        return ByteString.FromBytes(segments.ToArray());
    }
}
