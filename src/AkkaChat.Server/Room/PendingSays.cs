using System.Diagnostics.CodeAnalysis;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>The <c>Say</c> messages that wait for their place in the order: a FIFO queue.</summary>
internal sealed class PendingSays<TRef>
{
    private readonly Queue<PendingSay<TRef>> _queue = [];

    /// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
    public void Enqueue(Member<TRef> author, Lines lines, long arrival) =>
        _queue.Enqueue(new PendingSay<TRef>(author, lines, arrival));

    /// <summary>Appends the lines of the first pending <c>Say</c> to the batch.</summary>
    /// <param name="author">Of the <c>Say</c>, if its last line was appended.</param>
    /// <returns>False if none was completed: the queue is empty, or the batch is full.</returns>
    public bool TryAppendFirst(BatchBuilder batch, [NotNullWhen(true)] out Member<TRef>? author)
    {
        author = null;
        if (!_queue.TryPeek(out var first) || !first.TryAppendTo(batch))
            return false;

        _queue.Dequeue();
        author = first.Author;
        return true;
    }

    public void Clear() => _queue.Clear();
}
