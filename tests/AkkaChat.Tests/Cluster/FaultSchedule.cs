namespace AkkaChat.Tests.Cluster;

/// <summary>What happens to a simulated cluster and when. Each schedule has its own selection of faults, and its own pace.</summary>
internal sealed class FaultSchedule
{
    private readonly Simulation _simulation;
    private readonly SimulatedCluster _cluster;
    private readonly List<Action> _kinds = [];
    private readonly TimeSpan _duration;

    /// <summary>Longest time between two faults, in milliseconds.</summary>
    private readonly double _interval;
    private bool _hasEnded;

    public FaultSchedule(Simulation simulation, SimulatedCluster cluster)
    {
        (_simulation, _cluster) = (simulation, cluster);
        Action[] kinds =
        [
            () => Crash(Any), RestartAll, Partition, Network.Heal, () => Network.Cut(Any, Any), () => Freeze(Any), () => Congest(Any),
            ChangeSequencer, () => SetView(Any), Regroup,
        ];
        foreach (var kind in kinds)
            _kinds.AddRange(Enumerable.Repeat(kind, simulation.Chance(0.4) ? 0 : simulation.Random.Next(1, 4)));
        (double Interval, double Duration)[] paces = [(30, 1500), (100, 2500), (100, 2500), (400, 5000), (4000, 15000)];
        var pace = simulation.Pick(paces);
        _interval = pace.Interval;
        _duration = simulation.Between(pace.Duration / 4, pace.Duration);
        Network.Loss = simulation.Chance(0.4) ? 0 : simulation.Random.NextDouble() * 0.5;
        Network.Repetition = simulation.Chance(0.5) ? 0 : simulation.Random.NextDouble() * 0.2;
        double[] delays = [1, 1, 20, 300];
        Network.MaxDelay = simulation.Pick(delays);
    }

    private SimulatedNetwork Network => _cluster.Network;

    private SimulatedNode Any => _simulation.Pick(_cluster.Nodes);

    public void Run()
    {
        if (_kinds.Count > 0)
            Next();
        _simulation.RunUntil(_duration);
        _hasEnded = true;
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
        if (!node.IsAlive || !_cluster.MayCrash(node))
            return;

        node.Crash();
        if (_simulation.Chance(0.6))
            node.Start();
    }

    private void RestartAll()
    {
        foreach (var node in _cluster.Nodes.Where(node => !node.IsAlive))
            node.Start();
    }

    private void Partition() => CutOff([.. _cluster.Nodes.Where(_ => _simulation.Chance(0.5))]);

    private void CutOff(HashSet<SimulatedNode> group)
    {
        Network.Heal();
        foreach (var one in group)
        {
            foreach (var other in _cluster.Nodes.Where(node => !group.Contains(node)))
                Network.Cut(one, other);
        }
    }

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
            StopSequencers();
        var node = _simulation.Pick(_cluster.Alive);
        _cluster.StartSequencer(node);
        SetView(node);
    }

    private void StopSequencers()
    {
        foreach (var node in _cluster.Nodes)
            node.StopSequencer();
    }

    /// <summary>Not always the truth.</summary>
    private void SetView(SimulatedNode node)
    {
        var isRight = _simulation.Chance(0.7);
        SimulatedNode[] members = [.. _cluster.Nodes.Where(other => isRight ? other.IsAlive : _simulation.Chance(0.7))];
        HashSet<SimulatedNode> leaving = [.. members.Where(_ => !isRight && _simulation.Chance(0.2))];
        _cluster.SetView(node, members.Where(member => !leaving.Contains(member)), leaving);
    }

    /// <summary>A majority is cut off from the others and gets a sequencer of its own, which may not live long enough to commit anything.</summary>
    private void Regroup()
    {
        var group = Majority();
        CutOff(group);
        if (_simulation.Chance(0.5))
            StopSequencers();
        var node = _simulation.Pick([.. group]);
        if (node.Sequencer is null || _simulation.Chance(0.5))
            _cluster.StartSequencer(node);
        _cluster.SetView(node, group, []);
        node.Tick();
        if (_simulation.Chance(0.5))
            Later(_simulation.Between(0, 5 * Network.MaxDelay), () => CutOff([node]));
    }

    private HashSet<SimulatedNode> Majority()
    {
        var nodes = _cluster.Nodes.ToArray();
        _simulation.Random.Shuffle(nodes);
        return [.. nodes.Take((nodes.Length / 2) + 1)];
    }
}
