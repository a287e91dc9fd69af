using System.Runtime.InteropServices;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Runs the process under Linux' <c>SCHED_BATCH</c> (sched(7)): its threads do not preempt others when they wake up. With
/// idle processors nothing changes. On busy ones more input has gathered when a thread runs, so that batches are larger
/// and context switches fewer; docs/performance.md has the figures.
/// </summary>
internal static partial class SchedulerPolicy
{
    private const int ThisThread = 0;
    private const int Other = 0;
    private const int Batch = 3;

    /// <summary>
    /// Applies to the calling thread and to all threads started from it. A policy chosen by the operator is kept, and a
    /// refusal by the system is ignored.
    /// </summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsLinux() || SchedGetScheduler(ThisThread) != Other)
            return;

        // SCHED_BATCH requires priority 0.
        var priority = 0;
        _ = SchedSetScheduler(ThisThread, Batch, in priority);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int SchedGetScheduler(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SchedSetScheduler(int thread, int policy, in int priority);
}
