using System.Runtime.InteropServices;

namespace AkkaChat.Server.Hosting;

/// <summary>
/// Asks Linux to treat the process as a batch of work (<c>SCHED_BATCH</c>, sched(7)): a thread of it that becomes ready does
/// not push aside what is running, but waits until that is through. Where processors are free nothing changes. Where
/// they are not, more has gathered when a thread gets its turn: the server takes more lines with each block, and changes
/// less between threads. docs/performance.md has what that brings.
/// </summary>
internal static partial class SchedulerPolicy
{
    private const int ThisThread = 0;
    private const int Other = 0;
    private const int Batch = 3;

    /// <summary>
    /// For the calling thread and all that it, and they, will start. A policy that somebody has chosen is kept; where it
    /// cannot be had, nothing happens.
    /// </summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsLinux() || SchedGetScheduler(ThisThread) != Other)
            return;

        // The policy knows no priority.
        var priority = 0;
        _ = SchedSetScheduler(ThisThread, Batch, in priority);
    }

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial int SchedGetScheduler(int thread);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SchedSetScheduler(int thread, int policy, in int priority);
}
