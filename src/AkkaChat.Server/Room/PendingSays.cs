using System.Diagnostics.CodeAnalysis;
using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>The says that wait for their place in the order, first come, first served.</summary>
internal sealed class PendingSays<TRef>
{
    private readonly Queue<PendingSay<TRef>> _queue = [];

    /// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
    public void Enqueue(Member<TRef> author, Lines lines, long arrival) =>
        _queue.Enqueue(new PendingSay<TRef>(author, lines, arrival));

    /// <summary>Appends the first say to the batch.</summary>
    /// <param name="author">Of a say whose last line was appended.</param>
    /// <returns>False if no say was completed: none is left, or the batch is full.</returns>
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
