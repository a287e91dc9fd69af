using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class DeliveryTimerTests : IDisposable
{
    private readonly IMeterFactory _factory = TestMeter.Factory();
    private readonly MeterReader _reader;
    private readonly ChatMeter _meter;

    public DeliveryTimerTests()
    {
        _reader = new MeterReader(_factory);
        _meter = new ChatMeter(_factory);
    }

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void Each_arrival_is_measured_when_the_last_has_completed()
    {
        var second = Stopwatch.Frequency;
        var now = Stopwatch.GetTimestamp();
        var timer = new DeliveryTimer(_meter.LineDuration);
        timer.Cover([now - (100 * second)]);
        timer.Cover([now - (50 * second)]);
        timer.Tell();
        timer.Tell();
        timer.EndTelling();

        timer.Complete();
        Assert.Empty(_reader.Durations);

        timer.Complete();
        Assert.Equal([50, 100], _reader.Durations.Order().Select(seconds => Math.Floor(seconds / 10) * 10));
    }

    [Fact]
    public void Who_has_written_it_while_others_are_still_told_is_not_the_last()
    {
        var timer = new DeliveryTimer(_meter.LineDuration);
        timer.Cover([Stopwatch.GetTimestamp()]);
        timer.Tell();
        timer.Complete();
        timer.Tell();
        timer.Complete();
        Assert.Empty(_reader.Durations);

        timer.EndTelling();

        Assert.Single(_reader.Durations);
    }

    [Fact]
    public void A_batch_that_nobody_gets_is_measured_at_once()
    {
        var timer = new DeliveryTimer(_meter.LineDuration);
        timer.Cover([Stopwatch.GetTimestamp()]);

        timer.EndTelling();

        Assert.Single(_reader.Durations);
    }
}
