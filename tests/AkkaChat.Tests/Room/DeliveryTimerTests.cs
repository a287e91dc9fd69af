using System.Diagnostics;
using AkkaChat.Server.Room;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Room;

public sealed class DeliveryTimerTests : IDisposable
{
    private readonly RecordedHistogram _durations = new();

    public void Dispose() => _durations.Dispose();

    [Fact]
    public void Each_arrival_is_measured_when_the_last_recipient_has_completed()
    {
        var second = Stopwatch.Frequency;
        var now = Stopwatch.GetTimestamp();
        var timer = new DeliveryTimer(_durations.Histogram, [now - (100 * second), now - (50 * second)], recipients: 2);

        timer.Complete();
        Assert.Empty(_durations.Values);

        timer.Complete();
        Assert.Equal([100, 50], _durations.Values.Select(seconds => Math.Floor(seconds / 10) * 10));
    }
}
