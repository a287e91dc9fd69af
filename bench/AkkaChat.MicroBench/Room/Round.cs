namespace AkkaChat.MicroBench.Room;

/// <summary>
/// Who has still to hear what is being said. Shared by all members: to count here costs less than to tell one actor.
/// </summary>
internal sealed class Round
{
    private int _missing;

    /// <summary>Bytes that each member hears. Set before any of them is said: all see it in time.</summary>
    public int Length { get; private set; }

    public void Begin(int members, int length)
    {
        Length = length;
        Volatile.Write(ref _missing, members);
    }

    /// <summary>Counts a member that has heard all of it.</summary>
    /// <returns>True for the last one.</returns>
    public bool CountOne() => Interlocked.Decrement(ref _missing) == 0;
}
