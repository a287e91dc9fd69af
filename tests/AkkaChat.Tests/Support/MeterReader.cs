using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AkkaChat.Server.Observability.Metrics;

namespace AkkaChat.Tests.Support;

/// <summary>Records the measurements of one meter, as <c>dotnet-counters</c> does.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _observed = [];
    private readonly ConcurrentDictionary<string, long> _counted = [];
    private readonly ConcurrentBag<double> _durations = [];

    public MeterReader(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ChatMeter.Name && instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _durations.Add(value));
        _listener.Start();
    }

    /// <summary>All measurements of the histogram.</summary>
    public IReadOnlyCollection<double> Durations => _durations;

    /// <summary>Current value of an instrument, or with its tags as <c>name{tag,tag}</c>; 0 before the first measurement.</summary>
    public long this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _observed.TryGetValue(name, out var value) ? value : _counted.GetValueOrDefault(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = string.Join(',', tags.ToArray().Select(tag => tag.Value));
        var name = tags.IsEmpty ? instrument.Name : $"{instrument.Name}{{{values}}}";
        if (instrument.IsObservable)
            _observed[name] = value;
        else
            _counted.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
