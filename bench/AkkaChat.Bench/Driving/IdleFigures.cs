namespace AkkaChat.Bench.Driving;

/// <summary>What idle members cost.</summary>
/// <param name="EmptyBytes">Resident memory of the server before they came.</param>
/// <param name="FullBytes">The same with all of them.</param>
/// <param name="FirstHalfPerSecond">How fast the first half of them joined.</param>
/// <param name="SecondHalfPerSecond">How fast the others did, who found them there.</param>
/// <param name="DriverShare">Of one core, while they joined; near to 1 it is the driver that limits.</param>
internal sealed record IdleFigures(
    int Members,
    long EmptyBytes,
    long FullBytes,
    double FirstHalfPerSecond,
    double SecondHalfPerSecond,
    double DriverShare)
{
    public double BytesPerMember => (FullBytes - EmptyBytes) / (double)Members;
}
