using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// Reports a node after a fixed silence: Akka's default detector (phi accrual) can need up to 10 s to detect a dead node after a recent pause. After
/// a standstill of this process (SIGSTOP, a suspended machine) the others get the full time again: otherwise this process would report them as
/// unreachable, which Akka.Cluster 1.5.74 goes on counting after it has removed this process, and it would remove one of the others too. That part
/// is not needed once Akka.Cluster ignores the observations of removed nodes.
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
    /// <param name="interval">Between heartbeats; added to the pause.</param>
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
