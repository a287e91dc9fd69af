namespace AkkaChat.Tests.Cluster;

/// <summary>Virtual time and a deterministic order of events: the same seed gives the same run.</summary>
internal sealed class Simulation(int seed)
{
    /// <summary>Far more than a run has: nodes that answer each other without end are a failure too.</summary>
    private const int MaxEvents = 1_000_000;

    private readonly PriorityQueue<Action, (TimeSpan Time, long Number)> _events = new();
    private long _number;
    private int _executed;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; }

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + delay, _number++));

    public void RunUntil(TimeSpan time)
    {
        while (_events.TryPeek(out var action, out var when) && when.Time <= time)
        {
            _events.Dequeue();
            if (++_executed > MaxEvents)
                throw new BrokenPromiseException("no end of messages");
            Now = when.Time;
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
