using System.Runtime.InteropServices;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Runs the process under the scheduling policy <c>SCHED_BATCH</c> of Linux (sched(7)): its threads do not preempt others
/// when they wake up. On idle processors this changes nothing. On busy ones more input has arrived by the time a thread
/// runs, so that batches are larger and context switches fewer; docs/performance.md has the figures.
/// </summary>
internal static partial class SchedulerPolicy
{
    private const int ThisThread = 0;
    private const int SchedOther = 0;
    private const int SchedBatch = 3;

    /// <summary>
    /// Applies to the calling thread and to all threads that it starts. A policy that the operator has chosen is kept; if
    /// the kernel rejects the change, the server runs under the policy that it has.
    /// </summary>
    public static void ApplyBatch()
    {
        if (!OperatingSystem.IsLinux() || SchedGetScheduler(ThisThread) != SchedOther)
            return;

        // SCHED_BATCH requires priority 0.
        var priority = 0;
        _ = SchedSetScheduler(ThisThread, SchedBatch, in priority);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int SchedGetScheduler(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SchedSetScheduler(int thread, int policy, in int priority);
}
