using AkkaChat.Server.Protocol;
namespace AkkaChat.Server.Room;

/// <summary>Lines that wait for their place in the order. A long text may go into several batches.</summary>
/// <param name="arrival">When it came, or 0; see <see cref="RoomMessages.Say"/>.</param>
internal sealed class PendingSay(Member author, Lines lines, long arrival)
{
    private int _appended;

    public Member Author { get; } = author;

    public long Arrival { get; } = arrival;

    /// <returns>True if all of it is in the order now; false if the batch is full.</returns>
    public bool AppendTo(BatchBuilder batch)
    {
        var taken = batch.Append(Author.Prefix, lines.Bytes.Span[_appended..]);
        if (taken > 0)
            Author.Said = batch.End;
        _appended += taken;
        return _appended == lines.Bytes.Length;
    }
}
