using AkkaChat.Bench.Soak;

namespace AkkaChat.Bench.Checking;

/// <summary>
/// Compares what the checkers have seen, by hashes at milestones on the way. A milestone is forgotten when all have
/// passed it.
/// </summary>
internal sealed class CommonOrder(Tally tally, int checkers)
{
    /// <summary>Lines between two milestones: a difference is located that exactly.</summary>
    public const int Stride = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (ulong Hash, int Passed)> _milestones = [];
    private readonly HashSet<string> _apart = [];
    private long? _length;
    private ulong _hash;

    /// <summary>Lines from the start to the end.</summary>
    public long Length => _length ?? 0;

    public void Pass(string checker, long lines, ulong hash)
    {
        lock (_lock)
        {
            var (expected, passed) = _milestones.GetValueOrDefault(lines, (hash, 0));
            if (expected != hash)
                Report(checker, $"between line {lines - Stride} and {lines}");
            if (passed + 1 == checkers)
                _milestones.Remove(lines);
            else
                _milestones[lines] = (expected, passed + 1);
        }
    }

    public void End(string checker, long lines, ulong hash)
    {
        lock (_lock)
        {
            if (_length is null)
                (_length, _hash) = (lines, hash);
            else if (_length != lines || _hash != hash)
                Report(checker, $"it ended with {lines} lines, another one with {_length}");
        }
    }

    /// <summary>Once apart, everything that follows differs as well.</summary>
    private void Report(string checker, string where)
    {
        if (_apart.Add(checker))
            tally.Report(Fault.OrderDiffers, $"{checker}: {where}");
    }
}
