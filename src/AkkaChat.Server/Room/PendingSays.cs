using System.Diagnostics.CodeAnalysis;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>
/// The <c>Say</c> messages that wait for their place in the order: a FIFO queue. Those whose author has used up its share
/// are parked and hold nobody behind them; those whose author has left are dropped.
/// </summary>
internal sealed class PendingSays<TRef>
{
    private Queue<PendingSay<TRef>> _queue = [];
    private Queue<PendingSay<TRef>> _parked = [];

    public bool HasParked => _parked.Count > 0;

    /// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
    public void Enqueue(Member<TRef> author, Lines lines, long arrival) =>
        _queue.Enqueue(new PendingSay<TRef>(author, lines, arrival));

    /// <summary>Appends pending lines to the batch until one <c>Say</c> is complete.</summary>
    /// <param name="author">Of that <c>Say</c>.</param>
    /// <returns>False if none was completed: the batch is full, or nothing is pending but what is parked.</returns>
    public bool TryAppendFirst(BatchBuilder batch, FairShares shares, [NotNullWhen(true)] out Member<TRef>? author)
    {
        author = null;
        while (author is null && _queue.TryPeek(out var first))
        {
            var progress = first.Author.HasLeft ? SayProgress.Dropped : first.AppendTo(batch, shares);
            if (progress == SayProgress.BatchFull)
                return false;

            _queue.Dequeue();
            if (progress == SayProgress.ShareUsedUp)
                _parked.Enqueue(first);
            else if (progress == SayProgress.Accepted)
                author = first.Author;
        }

        return author is not null;
    }

    /// <summary>Puts what is parked back in front: shares have been refilled, or the congestion has ended.</summary>
    public void Unpark()
    {
        if (!HasParked)
            return;

        foreach (var say in _queue)
            _parked.Enqueue(say);
        _queue.Clear();
        (_queue, _parked) = (_parked, _queue);
    }

    public void Clear()
    {
        _queue.Clear();
        _parked.Clear();
    }
}
