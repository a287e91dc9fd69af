using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// A deadline, since Akka's default detector (phi accrual) takes up to 10 s after a pause that it has seen lately. A process that stood still
/// itself (SIGSTOP, a suspended machine) does not take that time for the silence of the others: it would spread that it cannot reach them, and
/// Akka.Cluster 1.5.74 goes on counting that after the process has been removed for its own silence, and removes one of the others too. That part
/// is not needed once it ignores what removed nodes have observed.
/// </summary>
internal sealed class StandstillFailureDetector : DeadlineFailureDetector
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
    /// <param name="interval">Between heartbeats.</param>
    /// <param name="clock">Monotonic, in milliseconds.</param>
    internal StandstillFailureDetector(TimeSpan pause, TimeSpan interval, Clock clock)
        : base(pause, interval, clock) => (_clock, _asked) = (clock, clock());

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
