namespace AkkaChat.Bench.Driving;

/// <summary>What one measurement has found.</summary>
/// <param name="Deliveries">Messages that were delivered, to all members together.</param>
/// <param name="Elapsed">From the first message to the last delivery.</param>
/// <param name="ServerCpu">Null if the process is not known.</param>
/// <param name="DriverCpu">What the driver itself has used.</param>
/// <param name="P50">The median of the time from a member to a member.</param>
/// <param name="ByKernel">Times end when the kernel has received a message, not when the driver has read it.</param>
/// <param name="Failure">What the server did wrong; null: each member received all, once, and in order.</param>
internal sealed record LoadFigures(
    long Sent,
    long Deliveries,
    TimeSpan Elapsed,
    TimeSpan? ServerCpu,
    TimeSpan DriverCpu,
    TimeSpan P50,
    TimeSpan P99,
    TimeSpan Longest,
    bool ByKernel,
    string? Failure)
{
    public double DeliveriesPerSecond => Deliveries / Elapsed.TotalSeconds;

    /// <summary>Microseconds.</summary>
    public double? ServerCpuPerDelivery => ServerCpu?.TotalMicroseconds / Deliveries;

    /// <summary>Microseconds.</summary>
    public double DriverCpuPerDelivery => DriverCpu.TotalMicroseconds / Deliveries;

    /// <summary>Of one core; near to 1 it is the driver that limits.</summary>
    public double DriverShare => DriverCpu / Elapsed;
}
