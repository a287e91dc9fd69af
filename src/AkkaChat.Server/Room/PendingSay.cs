using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>A <c>Say</c> that waits for its place in the order. A long one may span several batches.</summary>
/// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
internal sealed class PendingSay<TRef>(Member<TRef> author, Lines lines, long arrival)
{
    private int _appended;

    public Member<TRef> Author { get; } = author;

    private ReadOnlySpan<byte> Rest => lines.Bytes.Span[_appended..];

    /// <summary>Appends lines until all are in the order, the batch is full, or the share of the author is used up.</summary>
    public SayProgress AppendTo(BatchBuilder batch, FairShares shares)
    {
        if (batch.IsFull)
            return SayProgress.BatchFull;

        if (shares.IsActive)
            AppendWithinShare(batch, shares);
        else
            _appended += batch.Append(Author.LinePrefix, Rest);

        if (!Rest.IsEmpty)
            return batch.IsFull ? SayProgress.BatchFull : SayProgress.ShareUsedUp;

        batch.AddArrival(arrival);
        return SayProgress.Accepted;
    }

    /// <summary>Each part of a <c>Say</c> is charged like a batch of its own, which it may be.</summary>
    private void AppendWithinShare(BatchBuilder batch, FairShares shares)
    {
        var firstLine = Author.LinePrefix.Length + Rest.IndexOf((byte)'\n') + 1;
        var available = shares.Available(Author, firstLine + Batch.OverheadBytes);
        if (available == 0)
            return;

        var before = batch.Length;
        _appended += batch.Append(Author.LinePrefix, Rest, available - Batch.OverheadBytes);
        shares.Charge(Author, batch.Length - before + Batch.OverheadBytes);
    }
}
