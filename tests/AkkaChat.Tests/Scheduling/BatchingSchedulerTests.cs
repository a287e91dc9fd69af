using System.Diagnostics;
using Akka.Dispatch;
using AkkaChat.Server.Scheduling;

namespace AkkaChat.Tests.Scheduling;

/// <summary>Most of these tests run on a pool that executes a work item only when the test tells it to.</summary>
public sealed class BatchingSchedulerTests
{
    private const int MaxThreads = 2;

    private readonly Queue<IThreadPoolWorkItem> _pool = [];
    private readonly List<string> _ran = [];
    private readonly BatchingScheduler _scheduler;

    public BatchingSchedulerTests() => _scheduler = new BatchingScheduler(MaxThreads, _pool.Enqueue);

    [Fact]
    public void Normal_priority_runs_in_the_order_of_arrival()
    {
        Add("a", "b", "c");

        ExecuteAll();

        Assert.Equal(["a", "b", "c"], _ran);
    }

    [Fact]
    public void Low_priority_runs_after_normal_priority_that_became_ready_later()
    {
        AddLow("room");
        Add("a", "b");

        ExecuteAll();

        Assert.Equal(["a", "b", "room"], _ran);
    }

    [Fact]
    public void Low_priority_runs_after_the_other_work_of_the_pool()
    {
        Add("a");
        AddLow("room");
        _pool.Enqueue(new Other(() => Add("socket")));

        ExecuteAll();

        Assert.Equal(["a", "socket", "room"], _ran);
    }

    [Fact]
    public void Low_priority_is_deferred_a_limited_number_of_times()
    {
        AddLow("room");
        AddInEachQuantum(10 * BatchingScheduler.MaxDeferrals);

        ExecuteAll();

        Assert.InRange(_ran.IndexOf("room"), 1, 2 * BatchingScheduler.MaxDeferrals);

        void AddInEachQuantum(int count)
        {
            Add("more");
            if (count > 0)
                _pool.Enqueue(new Other(() => AddInEachQuantum(count - 1)));
        }
    }

    [Fact]
    public void Low_priority_is_not_deferred_longer_by_full_quanta()
    {
        AddLow("room");
        FillQuanta(10 * BatchingScheduler.MaxDeferrals);

        ExecuteAll();

        Assert.InRange(_ran.IndexOf("room"), 1, (BatchingScheduler.MaxDeferrals + 1) * BatchingScheduler.Quantum);

        // Two threads run a quantum each before the next ones are added.
        void FillQuanta(int count)
        {
            for (var i = 0; i < 2 * BatchingScheduler.Quantum; i++)
                Add("more");
            if (count > 0)
                _pool.Enqueue(new Other(() => FillQuanta(count - 1)));
        }
    }

    [Fact]
    public void The_pool_runs_its_other_work_between_two_quanta()
    {
        for (var i = 0; i <= BatchingScheduler.Quantum; i++)
            Add("a");
        _pool.Enqueue(new Other(() => _ran.Add("other")));

        ExecuteAll();

        Assert.Equal(BatchingScheduler.Quantum, _ran.IndexOf("other"));
        Assert.Equal("a", _ran[^1]);
    }

    [Fact]
    public void A_short_queue_is_drained_by_one_thread()
    {
        for (var i = 0; i < BatchingScheduler.WakeThreshold; i++)
            Add("a");

        Assert.Single(_pool);
        _pool.Dequeue().Execute();

        Assert.Empty(_pool);
    }

    [Fact]
    public void A_long_queue_is_drained_by_the_maximum_number_of_threads()
    {
        var threads = 0;
        for (var i = 0; i < 5 * BatchingScheduler.Quantum; i++)
            Add(() => threads = Math.Max(threads, 1 + _pool.Count));

        ExecuteAll();

        Assert.Equal(MaxThreads, threads);
    }

    [Fact]
    public void A_runnable_that_is_added_after_all_threads_have_left_runs()
    {
        Add("a");
        ExecuteAll();

        Add("b");
        AddLow("room");
        ExecuteAll();

        Assert.Equal(["a", "b", "room"], _ran);
    }

    /// <summary>
    /// On the real thread pool. A lost wake-up leaves a runnable in the queue: a single adder that waits for each one adds
    /// the next just when the thread leaves.
    /// </summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(4, 50, 4)]
    public async Task Every_runnable_runs_exactly_once(int adders, int burst, int maxThreads)
    {
        const int Each = 20_000;
        var runs = new int[adders * Each];
        var scheduler = new BatchingScheduler(maxThreads, item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false));

        await Task.WhenAll(Enumerable.Range(0, adders).Select(adder => RunOnOwnThread(() =>
        {
            for (var i = adder * Each; i < (adder + 1) * Each; i++)
            {
                var number = i;
                scheduler.Add(
                    new ActionRunnable(() => Interlocked.Increment(ref runs[number])),
                    number % 7 == 0 ? Priority.Low : Priority.Normal);
                if ((number + 1) % burst == 0)
                    WaitUntilAllRan(number + 1 - burst, burst);
            }
        })));

        Assert.All(runs, count => Assert.Equal(1, count));

        void WaitUntilAllRan(int start, int count)
        {
            var spin = default(SpinWait);
            var begin = Stopwatch.GetTimestamp();
            while (runs.AsSpan(start, count).Contains(0))
            {
                Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(30), "a runnable has not run");
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private static Task RunOnOwnThread(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Add(params string[] names)
    {
        foreach (var name in names)
            Add(() => _ran.Add(name));
    }

    private void Add(Action action) => _scheduler.Add(new ActionRunnable(action), Priority.Normal);

    private void AddLow(string name) => _scheduler.Add(new ActionRunnable(() => _ran.Add(name)), Priority.Low);

    private void ExecuteAll()
    {
        for (var executed = 0; _pool.TryDequeue(out var item); executed++)
        {
            Assert.InRange(executed, 0, 10_000);
            item.Execute();
        }
    }

    private sealed class Other(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
