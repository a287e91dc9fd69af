using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>A <c>Say</c> that waits for its place in the order. A long one may span several batches.</summary>
/// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
internal sealed class PendingSay<TRef>(Member<TRef> author, Lines lines, long arrival)
{
    private int _appended;

    public Member<TRef> Author { get; } = author;

    /// <returns>True if all lines are in the order now; false if the batch is full.</returns>
    public bool TryAppendTo(BatchBuilder batch)
    {
        _appended += batch.Append(Author.LinePrefix, lines.Bytes.Span[_appended..]);
        if (_appended < lines.Bytes.Length)
            return false;

        batch.AddArrival(arrival);
        return true;
    }
}
