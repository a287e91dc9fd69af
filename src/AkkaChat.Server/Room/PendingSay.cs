using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Room;

/// <summary>A <c>Say</c> that waits for its place in the order. A long one may span several batches.</summary>
/// <param name="arrival">In ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 if it is not timed.</param>
/// <param name="number">Its place in the queue.</param>
internal sealed class PendingSay<TRef>(Member<TRef> author, Lines lines, long arrival, long number)
{
    private int _appended;

    public Member<TRef> Author { get; } = author;

    /// <summary>Grows with each one that is put at the end of the queue.</summary>
    public long Number { get; set; } = number;

    private ReadOnlySpan<byte> Rest => lines.Bytes.Span[_appended..];

    /// <summary>Appends lines until all are in the order or the next has to wait.</summary>
    public SayProgress AppendTo(BatchBuilder batch, FairShares shares)
    {
        if (Author.HasLeft)
            return SayProgress.Dropped;

        while (!Rest.IsEmpty)
        {
            if (batch.IsFull)
                return SayProgress.BatchFull;
            var available = int.MaxValue;
            if (shares.IsActive && shares.Check(Author, CostOfNextLine(), out available) is { } limit)
                return limit;

            // Each part of a Say is charged like a batch of its own, which it may be.
            var before = batch.Length;
            _appended += batch.Append(Author.LinePrefix, Rest, available - Batch.OverheadBytes);
            shares.Charge(Author, batch.Length - before + Batch.OverheadBytes);
        }

        batch.AddArrival(arrival);
        return SayProgress.Accepted;
    }

    private int CostOfNextLine() => Author.LinePrefix.Length + LineFormat.LengthOfFirst(Rest) + Batch.OverheadBytes;
}
