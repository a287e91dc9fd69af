using System.Numerics;

namespace AkkaChat.Bench.Driving;

/// <summary>Times, kept with a precision of 1.6 %.</summary>
internal sealed class Histogram
{
    /// <summary>Buckets for each power of two.</summary>
    private const int Fineness = 64;
    private const int FinenessBits = 6;

    private readonly long[] _counts = new long[Fineness * (64 - FinenessBits)];
    private long _longest;

    public long Count { get; private set; }

    public TimeSpan Longest => Time(_longest);

    /// <param name="nanoseconds">Anything below 0 counts as 0.</param>
    public void Add(long nanoseconds)
    {
        var value = Math.Max(0, nanoseconds);
        _counts[Bucket(value)]++;
        Count++;
        if (value > _longest)
            _longest = value;
    }

    /// <param name="part">From 0 to 1.</param>
    public TimeSpan Quantile(double part)
    {
        var before = Math.Min((long)(part * Count), Count - 1);
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            before -= _counts[bucket];
            if (before < 0)
                return Time(Math.Min(UpperEdge(bucket), _longest));
        }

        return Longest;
    }

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromMicroseconds(nanoseconds / 1000.0);

    private static int Bucket(long value)
    {
        if (value < Fineness)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - FinenessBits;
        return ((shift + 1) * Fineness) + (int)((value >> shift) & (Fineness - 1));
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < Fineness)
            return bucket;
        var shift = (bucket / Fineness) - 1;
        return ((Fineness + (bucket % Fineness) + 1L) << shift) - 1;
    }
}
