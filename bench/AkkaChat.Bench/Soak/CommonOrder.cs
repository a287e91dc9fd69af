using System.Collections.Concurrent;

namespace AkkaChat.Bench.Soak;

/// <summary>Compares what the checkers have received, by hashes of all lines up to a milestone.</summary>
internal sealed class CommonOrder(Tally tally)
{
    /// <summary>Lines from one milestone to the next.</summary>
    private const int Stride = 1000;

    private readonly ConcurrentDictionary<long, int> _hashes = [];
    private readonly ConcurrentDictionary<string, bool> _reported = [];

    /// <summary>Lines up to the stop signal; 0 if it was not received.</summary>
    public long Lines { get; private set; }

    public void Check(string checker, long lines, HashCode hash, bool isEnd = false)
    {
        if (isEnd)
            Lines = lines;
        // The end is compared at a place of its own, so that different lengths differ as well.
        if ((isEnd || lines % Stride == 0)
            && _hashes.GetOrAdd(isEnd ? long.MaxValue : lines, hash.ToHashCode()) != hash.ToHashCode()
            && _reported.TryAdd(checker, true))
            tally.Report(Fault.OrderDiffers, $"{checker}: within the last {Stride} lines of {lines}");
    }
}
