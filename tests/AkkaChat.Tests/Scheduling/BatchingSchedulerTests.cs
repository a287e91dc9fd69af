using Akka.Dispatch;
using AkkaChat.Server.Scheduling;

namespace AkkaChat.Tests.Scheduling;

/// <summary>Most of these tests run on a pool that executes a work item only when the test tells it to.</summary>
public sealed class BatchingSchedulerTests
{
    private readonly Queue<IThreadPoolWorkItem> _pool = [];
    private readonly List<string> _ran = [];
    private readonly BatchingScheduler _scheduler;

    public BatchingSchedulerTests() => _scheduler = new BatchingScheduler(maxThreads: 2, _pool.Enqueue);

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
        for (var i = 0; i < 100; i++)
            Add("a");

        var most = 0;
        Add(() => most = Math.Max(most, _pool.Count));
        ExecuteAll();

        // One executes, one waits in the pool.
        Assert.Equal(1, most);
        Assert.Equal(100, _ran.Count);
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

    /// <summary>On the real thread pool, where threads join and leave all the time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Every_runnable_runs_exactly_once(int maxThreads)
    {
        const int Adders = 4;
        const int Each = 50_000;
        var runs = new int[Adders * Each];
        using var all = new CountdownEvent(runs.Length);
        var scheduler = new BatchingScheduler(maxThreads, item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false));

        await Task.WhenAll(Enumerable.Range(0, Adders).Select(adder => Task.Run(() =>
        {
            for (var i = adder * Each; i < (adder + 1) * Each; i++)
            {
                var number = i;
                scheduler.Add(
                    new ActionRunnable(() =>
                    {
                        Interlocked.Increment(ref runs[number]);
                        all.Signal();
                    }),
                    number % 7 == 0 ? Priority.Low : Priority.Normal);
            }
        })));
        var ended = await Task.Run(() => all.Wait(TimeSpan.FromSeconds(30)));

        Assert.True(ended, $"{all.CurrentCount} have not run");
        Assert.All(runs, count => Assert.Equal(1, count));
    }

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
