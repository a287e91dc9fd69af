using AkkaChat.Bench.Compare;

namespace AkkaChat.Bench.Grow;

/// <summary>What one server does with a room of that size.</summary>
internal sealed record GrowPoint(int Members, Summary Summary)
{
    public double? DeliveriesPerSecond => Summary.Median(trial => trial.Load?.DeliveriesPerSecond);

    /// <summary>Microseconds.</summary>
    public double? CpuPerDelivery => Summary.Median(trial => trial.Load?.ServerCpuPerDelivery);

    public double? BytesPerMember => Summary.Median(trial => trial.Idle?.BytesPerMember);
}
