using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;

namespace AkkaChat.Server.Scheduling;

/// <summary>
/// FIFO run queue for the mailboxes of actors, drained by as few pool threads as possible.
/// <para>
/// A fan-out makes thousands of actors ready at once, each with very little work. Waking a thread for each costs more than
/// the work itself. So one thread drains the queue, and another one joins only if more than <see cref="WakeThreshold"/>
/// wait when a quantum begins: a message whose handling takes long holds up all actors. After a quantum a thread goes to the end of the
/// pool's own queue, so that the pool can run its other work, such as socket completions.
/// </para>
/// <para>
/// Low priority runs when nothing else is ready, neither here nor in the pool: an actor that batches first receives
/// all messages that are on their way to it. It is deferred for <see cref="MaxDeferrals"/> quanta in a row at most.
/// </para>
/// <para>Thread-safe. One instance per actor system.</para>
/// </summary>
/// <param name="maxThreads">Maximum number of pool threads that drain the queue at the same time.</param>
/// <param name="queueWorkItem">Queues a work item to the pool, behind those that it already has.</param>
internal sealed class BatchingScheduler(int maxThreads, Action<IThreadPoolWorkItem> queueWorkItem) : IExtension, IThreadPoolWorkItem
{
    /// <summary>Maximum number of runnables that a thread executes before it yields to the pool.</summary>
    public const int Quantum = 1000;

    /// <summary>Another thread joins when more runnables than this wait. Fewer would be done before it has woken up.</summary>
    public const int WakeThreshold = 8;

    /// <summary>Maximum number of quanta in a row that defer low priority.</summary>
    public const int MaxDeferrals = 8;

    private readonly ConcurrentQueue<IRunnable> _normal = [];
    private readonly ConcurrentQueue<IRunnable> _low = [];
    private int _threads;
    private int _deferrals;

    public void Add(IRunnable runnable, Priority priority)
    {
        (priority == Priority.Low ? _low : _normal).Enqueue(runnable);
        // Orders the enqueue before the read; pairs with the decrement in Leave. Otherwise this thread could still see the
        // last worker while that one no longer sees the runnable.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _threads) == 0)
            StartThread(0);
    }

    /// <summary>Runs one quantum on a thread of the pool.</summary>
    public void Execute()
    {
        if (RunQuantum())
            queueWorkItem(this);
        else
            Leave();
    }

    /// <returns>False if both queues are empty.</returns>
    private bool RunQuantum()
    {
        var remaining = Quantum;
        while (remaining > 0)
        {
            StartThreadIfBacklogged();
            var ran = Run(_normal, remaining);
            remaining -= ran;
            if (_low.IsEmpty)
            {
                if (ran == 0)
                    return false;
            }
            else if (ran > 0 && Interlocked.Increment(ref _deferrals) <= MaxDeferrals)
            {
                break;
            }
            else
            {
                Volatile.Write(ref _deferrals, 0);
                // At least one, also if normal priority has used up the quantum.
                remaining -= Run(_low, Math.Max(1, remaining));
            }
        }

        return true;
    }

    private static int Run(ConcurrentQueue<IRunnable> queue, int max)
    {
        var ran = 0;
        while (ran < max && queue.TryDequeue(out var runnable))
        {
            runnable.Run();
            ran++;
        }

        return ran;
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _threads);
        if (!_normal.IsEmpty || !_low.IsEmpty)
            StartThread(0);
    }

    private void StartThreadIfBacklogged()
    {
        var threads = Volatile.Read(ref _threads);
        if (threads < maxThreads && _normal.Count > WakeThreshold)
            StartThread(threads);
    }

    /// <summary>Does nothing if the number of threads is no longer <paramref name="threads"/>.</summary>
    private void StartThread(int threads)
    {
        if (Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads)
            queueWorkItem(this);
    }
}
