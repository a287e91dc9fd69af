using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;

namespace AkkaChat.Server.Scheduling;

/// <summary>
/// Runs actors on a thread pool, first come, first served, by as few threads as keep up.
/// <para>
/// A fan-out makes very many actors ready at once, each with very little to do. To wake a thread for each of them costs
/// more than the work itself, and scatters what could be done together. So one thread takes what there is, in turns, and
/// a further one joins only while many wait. Between two turns the pool does its other work: sockets that have become
/// ready meanwhile add to the next turn.
/// </para>
/// <para>
/// What is in the last priority runs when nothing else is ready, here or in the pool: an actor that gathers gets all that is
/// on its way to it first. It is not put off for ever.
/// </para>
/// <para>Thread-safe. One for each actor system.</para>
/// </summary>
/// <param name="maxThreads">Most threads of the pool that work for it at the same time.</param>
/// <param name="pool">Executes what it is given on one of its threads, after what it has been given before.</param>
internal sealed class BatchingScheduler(int maxThreads, Action<IThreadPoolWorkItem> pool) : IExtension, IThreadPoolWorkItem
{
    /// <summary>How many run before the pool gets its next chance to do something else.</summary>
    public const int Quantum = 1000;

    /// <summary>More than so many have to wait for a further thread to be worth its waking.</summary>
    public const int WakeThreshold = 8;

    /// <summary>How many turns in a row may put off the last priority.</summary>
    public const int MaxDeferrals = 8;

    private readonly ConcurrentQueue<IRunnable> _normal = [];
    private readonly ConcurrentQueue<IRunnable> _low = [];
    private int _threads;
    private int _deferrals;

    public void Add(IRunnable runnable, Priority priority)
    {
        (priority == Priority.Low ? _low : _normal).Enqueue(runnable);
        // Either we see here that the last thread has left, or it sees what we have just added.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _threads) == 0)
            StartThread(0);
    }

    /// <summary>One turn of one thread; the pool calls it.</summary>
    public void Execute()
    {
        if (RunQuantum())
            pool(this);
        else
            Leave();
    }

    /// <returns>False if nothing is left to run.</returns>
    private bool RunQuantum()
    {
        var left = Quantum;
        while (left > 0)
        {
            StartThreadIfBacklogged();
            var ran = Run(_normal, left);
            left -= ran;
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
                left -= Run(_low, left);
            }
        }

        return true;
    }

    private static int Run(ConcurrentQueue<IRunnable> priority, int most)
    {
        var ran = 0;
        while (ran < most && priority.TryDequeue(out var runnable))
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

    /// <summary>Unless another thread has come or gone since there were <paramref name="threads"/>.</summary>
    private void StartThread(int threads)
    {
        if (Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads)
            pool(this);
    }
}
