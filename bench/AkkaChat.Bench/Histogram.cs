using System.Diagnostics;

namespace AkkaChat.Bench;

/// <summary>Latencies, with a precision of 2 %.</summary>
internal sealed class Histogram
{
    /// <summary>Buckets for each power of two.</summary>
    private const int Fineness = 32;

    private readonly long[] _counts = new long[Fineness * 64];
    private long _total;

    /// <summary>In milliseconds.</summary>
    public double Longest { get; private set; }

    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Add(long ticks)
    {
        _counts[(int)(Fineness * Math.Log2(Math.Max(1, ticks)))]++;
        _total++;
        Longest = Math.Max(Longest, ticks * 1000.0 / Stopwatch.Frequency);
    }

    /// <returns>Milliseconds.</returns>
    public double Quantile(double part)
    {
        var rest = (long)(part * _total);
        var bucket = Array.FindIndex(_counts, count => (rest -= count) < 0);
        return Math.Pow(2, (bucket + 1.0) / Fineness) * 1000 / Stopwatch.Frequency;
    }
}
