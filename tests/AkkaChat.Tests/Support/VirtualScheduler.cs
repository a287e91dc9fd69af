using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A TestScheduler whose monotonic clock is virtual as well, and whose wall clock can be set. In Akka.TestKit 1.5.74 only
/// the wall clock is virtual.
/// </summary>
public sealed class VirtualScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), ITimeProvider, IScheduler
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    private TimeSpan _elapsed;
    private TimeSpan _wallClockError;

    public new TimeSpan MonotonicClock => Start + _elapsed;

    public new TimeSpan HighResMonotonicClock => MonotonicClock;

    DateTimeOffset ITimeProvider.Now => Now + _wallClockError;

    public new void Advance(TimeSpan time)
    {
        _elapsed += time;
        base.Advance(time);
    }

    /// <summary>Sets the wall clock, as an administrator or NTP does. No timer fires.</summary>
    public void SetWallClock(TimeSpan error) => _wallClockError = error;
}
