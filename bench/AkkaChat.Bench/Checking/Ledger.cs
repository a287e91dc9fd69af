using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Checking;

/// <summary>
/// All authors that are followed at present. One that has ended is forgotten as soon as all checkers are done.
/// </summary>
internal sealed class Ledger
{
    /// <summary>Lines of an author that was reset may be under way in the server for this long.</summary>
    private static readonly long CutOffGrace = 180 * Stopwatch.Frequency;

    private const int LongestName = 64;

    private readonly Tally _tally;
    private readonly string[] _checkers;
    private readonly ConcurrentDictionary<string, Author> _authors = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Ending>[] _endings;
    private int _lastId;

    /// <param name="checkers">The names of the checkers.</param>
    public Ledger(Tally tally, string[] checkers)
    {
        _tally = tally;
        _checkers = checkers;
        _endings = [.. checkers.Select(_ => new ConcurrentQueue<Ending>())];
    }

    /// <summary>A number that no other client of this run has.</summary>
    public int NextId() => Interlocked.Increment(ref _lastId);

    public Author Register(string kind, bool isTalker)
    {
        var name = $"{kind}{NextId()}";
        var author = new Author(name, isTalker, [.. _checkers.Select(checker => new Sequence(_tally, name, checker))]);
        _authors[name] = author;
        return author;
    }

    public Author? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LongestName];
        return name.Length <= LongestName
            && Encoding.Latin1.TryGetChars(name, text, out var length)
            && _authors.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var author)
            ? author
            : null;
    }

    /// <summary>The author has said so many lines, and all of them came back to it.</summary>
    public void Complete(Author author, long said) =>
        End(new Ending(author, said, IsComplete: true, Stopwatch.GetTimestamp()));

    /// <summary>The author has said so many lines; some of the last ones may never have reached the room.</summary>
    public void CutOff(Author author, long said) =>
        End(new Ending(author, said, IsComplete: false, Stopwatch.GetTimestamp() + CutOffGrace));

    /// <summary>Takes the next ending that a checker has not taken yet.</summary>
    public bool TryTakeEnding(int checker, out Ending ending) => _endings[checker].TryDequeue(out ending!);

    public void Settle(int checker, Author author)
    {
        if (author.Settle(checker))
            _authors.TryRemove(author.Name, out _);
    }

    private void End(Ending ending)
    {
        foreach (var endings in _endings)
            endings.Enqueue(ending);
    }
}
