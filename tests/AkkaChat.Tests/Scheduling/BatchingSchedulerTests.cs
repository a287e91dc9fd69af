using Akka.Dispatch;
using AkkaChat.Server.Scheduling;

namespace AkkaChat.Tests.Scheduling;

/// <summary>The pool of most of these tests executes a turn when the test says so.</summary>
public class BatchingSchedulerTests
{
    private readonly Queue<IThreadPoolWorkItem> _pool = [];
    private readonly List<string> _ran = [];
    private readonly BatchingScheduler _queue;

    public BatchingSchedulerTests() => _queue = new BatchingScheduler(maxThreads: 2, _pool.Enqueue);

    [Fact]
    public void What_is_ready_runs_in_its_order()
    {
        Add("a", "b", "c");

        ExecuteAll();

        Assert.Equal(["a", "b", "c"], _ran);
    }

    [Fact]
    public void The_last_lane_runs_after_what_became_ready_later()
    {
        AddLast("room");
        Add("a", "b");

        ExecuteAll();

        Assert.Equal(["a", "b", "room"], _ran);
    }

    [Fact]
    public void The_last_lane_lets_the_pool_do_its_other_work_first()
    {
        Add("a");
        AddLast("room");
        _pool.Enqueue(new Other(() => Add("what a socket brought")));

        ExecuteAll();

        Assert.Equal(["a", "what a socket brought", "room"], _ran);
    }

    [Fact]
    public void The_last_lane_does_not_wait_for_ever()
    {
        AddLast("room");
        AddOneEachTurn(10 * BatchingScheduler.MaxDeferrals);

        ExecuteAll();

        Assert.InRange(_ran.IndexOf("room"), 1, 2 * BatchingScheduler.MaxDeferrals);

        void AddOneEachTurn(int turns)
        {
            Add("more");
            if (turns > 0)
                _pool.Enqueue(new Other(() => AddOneEachTurn(turns - 1)));
        }
    }

    [Fact]
    public void Much_work_lets_the_pool_do_its_other_work_between_two_turns()
    {
        for (var i = 0; i <= BatchingScheduler.Quantum; i++)
            Add("a");
        _pool.Enqueue(new Other(() => _ran.Add("other")));

        ExecuteAll();

        Assert.Equal(BatchingScheduler.Quantum, _ran.IndexOf("other"));
        Assert.Equal("a", _ran[^1]);
    }

    [Fact]
    public void A_few_are_run_by_one_thread()
    {
        for (var i = 0; i < BatchingScheduler.WakeThreshold; i++)
            Add("a");

        Assert.Single(_pool);
        _pool.Dequeue().Execute();

        Assert.Empty(_pool);
    }

    [Fact]
    public void A_further_thread_joins_for_a_crowd_and_no_more_than_allowed()
    {
        for (var i = 0; i < 100; i++)
            Add("a");

        var most = 0;
        Add(() => most = Math.Max(most, _pool.Count));
        ExecuteAll();

        // The one that is executed, and one in the pool.
        Assert.Equal(1, most);
        Assert.Equal(100, _ran.Count);
    }

    [Fact]
    public void What_is_added_after_all_threads_have_left_runs()
    {
        Add("a");
        ExecuteAll();

        Add("b");
        AddLast("room");
        ExecuteAll();

        Assert.Equal(["a", "b", "room"], _ran);
    }

    /// <summary>With real threads, which come and go all the time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Everything_runs_once(int maxThreads)
    {
        const int Adders = 4;
        const int Each = 50_000;
        var runs = new int[Adders * Each];
        using var all = new CountdownEvent(runs.Length);
        var queue = new BatchingScheduler(maxThreads, turn => ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false));

        await Task.WhenAll(Enumerable.Range(0, Adders).Select(adder => Task.Run(() =>
        {
            for (var i = adder * Each; i < (adder + 1) * Each; i++)
            {
                var number = i;
                queue.Add(
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

    private void Add(Action action) => _queue.Add(new ActionRunnable(action), Priority.Normal);

    private void AddLast(string name) => _queue.Add(new ActionRunnable(() => _ran.Add(name)), Priority.Low);

    private void ExecuteAll()
    {
        while (_pool.TryDequeue(out var turn))
            turn.Execute();
    }

    private sealed class Other(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
