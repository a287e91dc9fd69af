namespace AkkaChat.Server.Room;

/// <summary>Lines that wait for their place in the order. A long text may go into several blocks.</summary>
/// <param name="arrival">When it came, or 0; see <see cref="RoomMessages.Say"/>.</param>
internal sealed class Saying(Member author, Lines lines, long arrival)
{
    private int _appended;

    public Member Author { get; } = author;

    public long Arrival { get; } = arrival;

    /// <returns>True if all of it is in the order now; false if the block is full.</returns>
    public bool AppendTo(BlockBuilder block)
    {
        var taken = block.Append(Author.Prefix, lines.Bytes.Span[_appended..]);
        if (taken > 0)
            Author.Said = block.End;
        _appended += taken;
        return _appended == lines.Bytes.Length;
    }
}
