using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// A cluster under faults that are drawn from a seed. Each schedule has its own selection of faults, and its own pace. A majority of the
/// set of nodes always lives, as the promises assume.
/// </summary>
internal sealed class RandomSchedule
{
    private readonly Simulation _simulation;
    private readonly List<Action> _kinds = [];

    /// <summary>Longest time between two faults, in milliseconds.</summary>
    private readonly double _interval;

    /// <summary>Longest time with faults, in milliseconds.</summary>
    private readonly double _duration;
    private bool _hasEnded;

    /// <param name="seed">Gives the whole schedule.</param>
    /// <param name="needsMajority">`cluster.commit` is majority.</param>
    public RandomSchedule(int seed, ProtocolRules rules, bool needsMajority = true)
    {
        _simulation = new Simulation(seed);
        var random = _simulation.Random;
        var nodes = _simulation.Pick([3, 3, 3, 4, 5]);
        var seeds = nodes > 3 && _simulation.Chance(0.3) ? nodes - 1 : nodes;
        var settings = new SequencerSettings(
            SimulatedCluster.Addresses(seeds), random.Next(500, 3000), _simulation.Pick([1_000, 5_000, 1_000_000]), needsMajority);
        Cluster = new SimulatedCluster(_simulation, nodes, settings, rules);
        Network.Loss = _simulation.Chance(0.4) ? 0 : random.NextDouble() * 0.5;
        Network.Repetition = _simulation.Chance(0.5) ? 0 : random.NextDouble() * 0.2;
        Network.MaxDelay = _simulation.Pick([1, 1, 20, 300]);
        Action[] kinds =
        [
            () => Crash(Any), RestartAll, Partition, Network.Heal, () => Network.Cut(Any.Address, Any.Address), () => Freeze(Any), () => Congest(Any),
            ChangeSequencer, () => SetView(Any), Regroup,
        ];
        foreach (var kind in kinds)
            _kinds.AddRange(Enumerable.Repeat(kind, _simulation.Chance(0.4) ? 0 : random.Next(1, 4)));
        (_interval, _duration) = _simulation.Pick([(30, 1500), (100, 2500), (100, 2500), (400, 5000), (4000, 15000)]);
    }

    public SimulatedCluster Cluster { get; }

    private SimulatedNetwork Network => Cluster.Network;

    private SimulatedNode Any => _simulation.Pick(Cluster.Nodes);

    /// <exception cref="BrokenPromiseException">A promise does not hold.</exception>
    public void Run()
    {
        Cluster.Start(_simulation.Chance(0.5) ? Sequencer.TickInterval : _simulation.Between(10, 200));
        Cluster.Talk(_simulation.Pick([60, 400]));
        Cluster.StartSequencer(Cluster.Nodes[0]);
        SimulatedCluster.SetView(Cluster.Nodes[0], Cluster.Nodes, []);
        if (_kinds.Count > 0)
            Next();
        _simulation.RunUntil(_simulation.Between(_duration / 4, _duration));
        _hasEnded = true;
        Cluster.Settle();
    }

    private void Next() => Later(_simulation.Between(1, _interval), () =>
    {
        _simulation.Pick(_kinds)();
        Next();
    });

    private void Later(TimeSpan delay, Action fault) => _simulation.After(delay, () =>
    {
        if (!_hasEnded)
            fault();
    });

    private void Crash(SimulatedNode node)
    {
        if (!node.IsAlive || !Cluster.MayCrash(node))
            return;

        node.Crash();
        if (_simulation.Chance(0.6))
            node.Start();
    }

    private void RestartAll()
    {
        foreach (var node in Cluster.Nodes.Where(node => !node.IsAlive))
            node.Start();
    }

    private void Partition() => CutOff([.. Cluster.Nodes.Where(_ => _simulation.Chance(0.5))]);

    private void CutOff(IEnumerable<SimulatedNode> group) =>
        Network.CutOff([.. group.Select(node => node.Address)], Cluster.Nodes.Select(node => node.Address));

    private void Freeze(SimulatedNode node)
    {
        if (!node.IsAlive || node.IsFrozen)
            return;

        node.Freeze();
        _simulation.After(_simulation.Between(10, 20 * _interval), node.Thaw);
    }

    private void Congest(SimulatedNode node)
    {
        node.IsCongested = node.IsAlive;
        _simulation.After(_simulation.Between(10, 20 * _interval), () => node.IsCongested = false);
    }

    private void ChangeSequencer()
    {
        if (_simulation.Chance(0.6))
            Cluster.StopSequencers();
        var node = _simulation.Pick(Cluster.Alive);
        Cluster.StartSequencer(node);
        SetView(node);
    }

    /// <summary>Not always the truth.</summary>
    private void SetView(SimulatedNode node)
    {
        var isRight = _simulation.Chance(0.7);
        SimulatedNode[] members = [.. Cluster.Nodes.Where(other => isRight ? other.IsAlive : _simulation.Chance(0.7))];
        HashSet<SimulatedNode> leaving = [.. members.Where(_ => !isRight && _simulation.Chance(0.2))];
        SimulatedCluster.SetView(node, members.Where(member => !leaving.Contains(member)), leaving);
    }

    /// <summary>
    /// Some nodes, mostly a majority, are cut off from the others and get a sequencer of their own, which may not live long enough to
    /// commit anything.
    /// </summary>
    private void Regroup()
    {
        var nodes = Cluster.Nodes.ToArray();
        _simulation.Random.Shuffle(nodes);
        var size = _simulation.Chance(0.8) ? (nodes.Length / 2) + 1 : _simulation.Random.Next(1, nodes.Length);
        HashSet<SimulatedNode> group = [.. nodes.Take(size)];
        CutOff(group);
        if (_simulation.Chance(0.5))
            Cluster.StopSequencers();
        var node = nodes[0];
        if (node.Sequencer is null || _simulation.Chance(0.5))
            Cluster.StartSequencer(node);
        SimulatedCluster.SetView(node, group, []);
        node.Tick();
        if (_simulation.Chance(0.5))
            Later(_simulation.Between(0, 5 * Network.MaxDelay), () => CutOff([node]));
    }
}
