namespace AkkaChat.Server.Hosting;

/// <summary>
/// Makes the thread pool create all of its threads at start. The runtime needs file descriptors for a new thread and
/// ends the process if there are none: a pool that grew while clients use them all up would be the end for everybody.
/// Together with <c>System.Threading.ThreadPool.ThreadTimeoutMs</c> in the project file, which keeps the threads alive.
/// </summary>
internal static class WorkerThreads
{
    /// <summary>Enough for what runs at the same time, and for some that block for a moment.</summary>
    private static readonly int Count = (2 * Environment.ProcessorCount) + 4;

    public static void Create()
    {
        ThreadPool.GetMinThreads(out var minWorkers, out var minCompletion);
        ThreadPool.GetMaxThreads(out _, out var maxCompletion);
        ThreadPool.SetMinThreads(Count, minCompletion);
        ThreadPool.SetMaxThreads(Count, maxCompletion);

        // Each work item holds its thread until all are there.
        using var all = new CountdownEvent(Count);
        using var done = new CountdownEvent(Count);
        for (var i = 0; i < Count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    all.Signal();
                    all.Wait();
                    done.Signal();
                },
                null);
        }

        done.Wait();
        // How many of them work at the same time is up to the pool again.
        ThreadPool.SetMinThreads(minWorkers, minCompletion);
    }
}
