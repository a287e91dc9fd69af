namespace AkkaChat.Bench.Soak;

/// <summary>Compares what the checkers have received, by hashes of all lines up to a milestone.</summary>
internal sealed class CommonOrder(Tally tally, int checkers)
{
    /// <summary>Lines from one milestone to the next.</summary>
    public const int Stride = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, (int Hash, int Passed)> _milestones = [];
    private readonly HashSet<string> _reported = [];
    private (long Lines, int Hash)? _end;

    /// <summary>Lines from the start signal to the stop signal.</summary>
    public long Lines => _end?.Lines ?? 0;

    public void Pass(string checker, long lines, int hash)
    {
        lock (_gate)
        {
            var (expected, passed) = _milestones.GetValueOrDefault(lines, (hash, 0));
            if (passed + 1 == checkers)
                _milestones.Remove(lines);
            else
                _milestones[lines] = (expected, passed + 1);
            if (expected != hash)
                Report(checker, $"between line {lines - Stride} and {lines}");
        }
    }

    public void End(string checker, long lines, int hash)
    {
        lock (_gate)
        {
            _end ??= (lines, hash);
            if (_end != (lines, hash))
                Report(checker, $"it ended with {lines} lines, another one with {_end.Value.Lines}");
        }
    }

    /// <summary>Once different, all that follows differs as well.</summary>
    private void Report(string checker, string where)
    {
        if (_reported.Add(checker))
            tally.Report(Fault.OrderDiffers, $"{checker}: {where}");
    }
}
