using System.Diagnostics.CodeAnalysis;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// The <c>Say</c> messages that wait for their place in the order: first in, first out, but during a congestion in the
/// order of <see cref="FairShares"/>. Those whose author has used up its share are parked, and the others go on. One that fills a batch
/// goes on behind those that wait.
/// </summary>
internal sealed class PendingSays<TRef>(FairShares shares)
{
    private readonly PriorityQueue<PendingSay<TRef>, (double StartTag, long Number)> _queue = new();
    private readonly List<PendingSay<TRef>> _parked = [];
    private long _nextNumber;

    public FairShares Shares { get; } = shares;

    public bool IsEmpty => _queue.Count == 0 && _parked.Count == 0;

    /// <summary>Something waits for a share or for the head room, and has to be tried again.</summary>
    public bool AwaitsRefill { get; private set; }

    /// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
    public void Enqueue(Member<TRef> author, Lines lines, long arrival) =>
        Enqueue(new PendingSay<TRef>(author, lines, arrival, _nextNumber++));

    /// <summary>Appends pending lines to the batch until one <c>Say</c> is complete.</summary>
    /// <param name="author">Of that <c>Say</c>.</param>
    /// <returns>False if none was completed: the batch is full, or what is pending has to wait.</returns>
    public bool TryAppendFirst(BatchBuilder batch, [NotNullWhen(true)] out Member<TRef>? author)
    {
        author = null;
        while (author is null && !batch.IsFull && _queue.TryDequeue(out var first, out _))
        {
            var progress = first.AppendTo(batch, Shares);
            AwaitsRefill |= progress is SayProgress.ShareUsedUp or SayProgress.HeadRoomUsedUp;
            switch (progress)
            {
                case SayProgress.Accepted:
                    author = first.Author;
                    break;
                case SayProgress.ShareUsedUp:
                    _parked.Add(first);
                    break;
                case SayProgress.BatchFull:
                    first.Number = _nextNumber++;
                    Enqueue(first);
                    return false;
                case SayProgress.HeadRoomUsedUp:
                    Enqueue(first);
                    return false;
            }
        }

        return author is not null;
    }

    /// <summary>Records that a member is congested, or no longer. If that begins or ends the congestion, everything is tried again.</summary>
    public void SetCongested(MemberState member, bool isCongested)
    {
        if (Shares.SetCongested(member, isCongested))
            Requeue();
    }

    /// <summary>
    /// Lets everything be tried again, in the order of now: shares have been refilled, or a congestion began or ended.
    /// </summary>
    public void Requeue()
    {
        List<PendingSay<TRef>> waiting = [.. _parked];
        while (_queue.TryDequeue(out var say, out _))
            waiting.Add(say);
        _parked.Clear();
        Shares.BeginRound();
        waiting.ForEach(Enqueue);
        AwaitsRefill = false;
    }

    public void Clear()
    {
        _queue.Clear();
        _parked.Clear();
        AwaitsRefill = false;
    }

    private void Enqueue(PendingSay<TRef> say) => _queue.Enqueue(say, (Shares.StartTag(say.Author), say.Number));
}
