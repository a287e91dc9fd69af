using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AkkaChat.Tests.Support;

/// <summary>A histogram whose measurements can be read.</summary>
internal sealed class RecordedHistogram : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<double> _values = [];

    public RecordedHistogram()
    {
        Histogram = _meter.CreateHistogram<double>("duration");
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _values.Enqueue(value));
        _listener.EnableMeasurementEvents(Histogram);
    }

    public Histogram<double> Histogram { get; }

    public IReadOnlyCollection<double> Values => _values;

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }
}
