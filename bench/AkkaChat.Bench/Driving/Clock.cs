using System.Diagnostics;
using AkkaChat.Bench.Native;

namespace AkkaChat.Bench.Driving;

/// <summary>Nanoseconds since this program began to measure.</summary>
internal static class Clock
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    private static readonly long Start = Stopwatch.GetTimestamp();
    private static readonly long StartOfDay = OfDay() - Now;

    public static long Now => (Stopwatch.GetTimestamp() - Start) * (Second / Stopwatch.Frequency);

    /// <param name="timeOfDay">By the clock of the day, which the kernel uses for its stamps.</param>
    public static long From(long timeOfDay) => timeOfDay - StartOfDay;

    private static unsafe long OfDay()
    {
        Libc.Time time;
        _ = Libc.ClockTime(Libc.CLOCK_REALTIME, &time);
        return time.TotalNanoseconds;
    }
}
