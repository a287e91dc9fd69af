namespace AkkaChat.Tests.Cluster;

/// <summary>Virtual time and a deterministic order of events: the same seed gives the same run.</summary>
internal sealed class Simulation(int seed)
{
    /// <summary>Far more than a run has: nodes that answer each other without end are a failure too. A power of 2.</summary>
    private const long MaxEvents = 1 << 20;

    /// <summary>Those of the same time in the order in which they were added.</summary>
    private readonly PriorityQueue<Action, long> _events = new();
    private long _added;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; }

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, ((Now + delay).Ticks * MaxEvents) + _added++);

    public void RunUntil(TimeSpan time)
    {
        while (_events.TryPeek(out var action, out var order) && order / MaxEvents <= time.Ticks)
        {
            if (_added >= MaxEvents)
                throw new BrokenPromiseException("no end of messages");
            _events.Dequeue();
            Now = new TimeSpan(order / MaxEvents);
            action();
        }

        Now = time;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(double minMilliseconds, double maxMilliseconds) =>
        TimeSpan.FromMilliseconds(minMilliseconds + (Random.NextDouble() * (maxMilliseconds - minMilliseconds)));

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>Never 0.</summary>
    public long NewIdentity() => Random.NextInt64(1, long.MaxValue);
}
