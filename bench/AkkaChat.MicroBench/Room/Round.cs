namespace AkkaChat.MicroBench.Room;

/// <summary>
/// The members that have not received all lines of the round. Shared by them: a counter costs less than a message.
/// </summary>
internal sealed class Round
{
    private int _missing;

    /// <summary>Bytes that each member receives. Set before the first of them is sent.</summary>
    public int Length { get; private set; }

    public void Begin(int members, int length)
    {
        Length = length;
        Volatile.Write(ref _missing, members);
    }

    /// <summary>Counts a member that has received all lines.</summary>
    /// <returns>True for the last one.</returns>
    public bool CountOne() => Interlocked.Decrement(ref _missing) == 0;
}
