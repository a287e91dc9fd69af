namespace AkkaChat.Bench.Native;

/// <summary>The processor time that a process has used, in all its threads.</summary>
internal sealed unsafe class CpuClock
{
    private readonly int _clock;

    private CpuClock(int clock) => _clock = clock;

    public static CpuClock Own { get; } = new(Libc.CLOCK_PROCESS_CPUTIME_ID);

    /// <returns>Null if there is no such process.</returns>
    public static CpuClock? Of(int pid)
    {
        int clock;
        return Libc.CpuClock(pid, &clock) == 0 ? new CpuClock(clock) : null;
    }

    /// <returns>0 if the process is gone.</returns>
    public TimeSpan Read()
    {
        Libc.Time time;
        return Libc.ClockTime(_clock, &time) == 0
            ? TimeSpan.FromTicks(time.TotalNanoseconds / TimeSpan.NanosecondsPerTick)
            : TimeSpan.Zero;
    }
}
