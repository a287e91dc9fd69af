namespace AkkaChat.Bench.Report;

/// <summary>A logarithmic axis from a power of ten to a power of ten.</summary>
internal sealed class LogAxis
{
    private readonly int _first;
    private readonly int _last;

    /// <param name="values">What must find place on it.</param>
    /// <param name="start">Where it begins in the picture.</param>
    /// <param name="end">Where it ends, after the beginning or before.</param>
    public LogAxis(IEnumerable<double> values, int start, int end)
    {
        var logarithms = values.Select(Math.Log10).ToList();
        _first = (int)Math.Floor(logarithms.Min());
        _last = Math.Max(_first + 1, (int)Math.Ceiling(logarithms.Max()));
        Start = start;
        End = end;
    }

    public int Start { get; }

    public int End { get; }

    public IEnumerable<double> Powers =>
        Enumerable.Range(_first, _last - _first + 1).Select(power => Math.Pow(10, power));

    public double Of(double value) => Start + ((End - Start) * (Math.Log10(value) - _first) / (_last - _first));
}
