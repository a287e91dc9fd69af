namespace AkkaChat.Bench.Checking;

/// <summary>Somebody whose lines are numbered, and followed by all checkers.</summary>
internal sealed class Author(string name, bool isTalker, Sequence?[] heard)
{
    private int _following = heard.Length;

    public string Name => name;

    /// <summary>A talker is in the room from the start to the end.</summary>
    public bool IsTalker => isTalker;

    /// <summary>What a checker has heard, by the number of the checker; each touches only its own.</summary>
    /// <returns>Null if that checker is done with this author.</returns>
    public Sequence? HeardBy(int checker) => heard[checker];

    /// <summary>A checker is done with this author.</summary>
    /// <returns>True if it was the last one.</returns>
    public bool Settle(int checker)
    {
        heard[checker] = null;
        return Interlocked.Decrement(ref _following) == 0;
    }
}
