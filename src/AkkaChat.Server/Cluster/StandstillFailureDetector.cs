using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// Akka's failure detector, but a process that stood still itself (SIGSTOP, a suspended machine) does not take that time for the silence
/// of the others. It would spread that it cannot reach them; Akka.Cluster 1.5.74 goes on counting that after the process has been removed for
/// its own silence, and removes one of the others too. Not needed once it ignores what removed nodes have observed.
/// </summary>
internal sealed class StandstillFailureDetector : PhiAccrualFailureDetector
{
    /// <summary>In milliseconds; much longer than unreachable-nodes-reaper-interval, in which Akka.Cluster asks about each node.</summary>
    private const long Standstill = 2000;

    private readonly Clock _clock;
    private long _asked;

    /// <summary>Called by Akka.Cluster.</summary>
    /// <param name="config">The section of the failure detector.</param>
    public StandstillFailureDetector(Config config, EventStream events)
        : base(config, events) => (_clock, _asked) = (DefaultClock, DefaultClock());

    /// <param name="pause">The silence that it accepts.</param>
    /// <param name="clock">Monotonic, in milliseconds.</param>
    internal StandstillFailureDetector(TimeSpan pause, Clock clock)
        : base(threshold: 8, maxSampleSize: 1000, TimeSpan.FromMilliseconds(100), pause, TimeSpan.FromSeconds(1), clock) =>
        (_clock, _asked) = (clock, clock());

    public override bool IsAvailable
    {
        get
        {
            var now = _clock();
            if (now - Interlocked.Exchange(ref _asked, now) > Standstill && IsMonitoring)
                HeartBeat();
            return base.IsAvailable;
        }
    }
}
