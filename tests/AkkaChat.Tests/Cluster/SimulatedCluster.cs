using System.Collections.Immutable;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Several nodes that run the real relays and sequencers in virtual time, under faults drawn from a seed. Sequencers are started and
/// stopped anywhere, with any view of the cluster: what Akka's membership does at best or at worst is a part of that. A majority of
/// the set of nodes always lives, as the promises assume.
/// </summary>
internal sealed class SimulatedCluster
{
    private static readonly TimeSpan FaultyTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(20);

    private readonly Simulation _simulation;
    private readonly SimulatedNetwork _network;
    private readonly ProtocolRules _rules;
    private readonly SequencerSettings _settings;
    private readonly List<SimulatedNode> _nodes;

    /// <summary>The sets of nodes that may still come into effect, or are in effect, with their positions.</summary>
    private readonly List<(long Position, NodeSet Nodes)> _sets = [];
    private bool _isFaulty = true;
    private int _lines;

    public SimulatedCluster(int seed, ProtocolRules rules)
    {
        _simulation = new Simulation(seed);
        _rules = rules;
        var random = _simulation.Random;
        var count = _simulation.Chance(0.7) ? 3 : 5;
        _network = new SimulatedNetwork(_simulation)
        {
            Loss = _simulation.Chance(0.5) ? 0 : random.NextDouble() * 0.2,
            Repetition = _simulation.Chance(0.5) ? 0 : random.NextDouble() * 0.2,
            MaxDelay = _simulation.Chance(0.5) ? 1 : 300,
        };
        _settings = new SequencerSettings(count, Window: 3000, Retention: _simulation.Chance(0.5) ? 5_000 : 1_000_000, NeedsMajority: true);
        _nodes = [.. Enumerable.Range(1, count).Select(number => new SimulatedNode($"n{number}", this))];
    }

    public Observations Observations { get; } = new();

    /// <summary>
    /// False if a majority of the set of nodes has been lost after all: a node crashed while a sequencer with a wrong view removed another.
    /// Then a new room would be needed.
    /// </summary>
    public bool HasKeptMajority
    {
        get
        {
            var best = Alive.Select(node => node.Relay!).MaxBy(relay => (relay.LastEpoch, relay.End))!;
            return best.Nodes.HasMajority(relay => Alive.Any(node => node.Relay!.Id == relay));
        }
    }

    private IReadOnlyList<SimulatedNode> Alive => [.. _nodes.Where(node => node.IsAlive)];

    /// <exception cref="BrokenPromiseException">A promise does not hold.</exception>
    public void Run()
    {
        foreach (var node in _nodes)
        {
            node.Start();
            Repeat(() => Server.Cluster.Sequencer.TickInterval, node.Tick);
            Repeat(() => _simulation.Between(5, 400), node.TryPost);
        }

        StartSequencer(_nodes[0]);
        var calm = _simulation.Chance(0.5) ? 4000 : 300;
        Repeat(() => _simulation.Between(20, calm), Disturb);
        _simulation.RunUntil(FaultyTime);
        Calm();
        _simulation.RunUntil(FaultyTime + QuietTime);
        CheckAtEnd();
    }

    public Relay NewRelay() => new(_simulation.NewIdentity, _rules, () => _simulation.Now);

    public string NewLine(string address) => $"{address}: {_lines++}\n";

    public void SendToRelay(string from, string to, ClusterMessages.IFromSequencer message)
    {
        if (message is ClusterMessages.Ordered { Entry.Nodes: { } nodes } ordered)
            _sets.Add((ordered.Position, nodes));
        var node = _nodes.Single(node => node.Address == to);
        var incarnation = node.Incarnation;
        _network.Send(from, to, () =>
        {
            if (node.Incarnation == incarnation)
                node.Receive(message);
        });
    }

    public void SendToSequencer(string from, long sequencer, ClusterMessages.IFromRelay message)
    {
        if (_nodes.FirstOrDefault(node => node.Sequencer?.Epoch.Sequencer == sequencer) is { } node)
            _network.Send(from, node.Address, () => node.Receive(from, message, sequencer));
    }

    private void Repeat(Func<TimeSpan> interval, Action action) => _simulation.After(interval(), () =>
    {
        action();
        Repeat(interval, action);
    });

    private void Disturb()
    {
        if (!_isFaulty)
            return;

        var node = _simulation.Pick(_nodes);
        switch (_simulation.Random.Next(9))
        {
            case 0: CrashIfAllowed(node); break;
            case 1 or 2: RestartAll(); break;
            case 3: Partition(); break;
            case 4: _network.Heal(); break;
            case 5: _network.Cut(node.Address, _simulation.Pick(_nodes).Address); break;
            case 6: Freeze(node); break;
            case 7: ChangeSequencer(); break;
            case 8: SetMembers(_simulation.Pick(_nodes)); break;
        }
    }

    /// <summary>The promises hold while a majority of the set of nodes lives: of each set that some node takes for the present one.</summary>
    private void CrashIfAllowed(SimulatedNode node)
    {
        if (!node.IsAlive)
            return;

        HashSet<long> survivors = [.. Alive.Where(other => other != node).Select(other => other.Relay!.Id)];
        var committed = Alive.Max(other => other.Relay!.Committed);
        var decided = _sets.Where(set => set.Position <= committed).Select(set => set.Position).DefaultIfEmpty().Max();
        _sets.RemoveAll(set => set.Position < decided);
        var sets = Alive.Select(other => other.Relay!.Nodes).Concat(_sets.Select(set => set.Nodes)).Where(set => !set.IsEmpty);
        if (survivors.Count > _nodes.Count / 2 && sets.All(set => set.HasMajority(survivors.Contains)))
            node.Crash();
        if (!node.IsAlive && _simulation.Chance(0.5))
            node.Start();
    }

    private void RestartAll()
    {
        foreach (var node in _nodes.Where(node => !node.IsAlive))
            node.Start();
    }

    private void Partition()
    {
        _network.Heal();
        var left = _nodes.Where(_ => _simulation.Chance(0.5)).ToHashSet();
        foreach (var one in left)
        {
            foreach (var other in _nodes.Where(node => !left.Contains(node)))
                _network.Cut(one.Address, other.Address);
        }
    }

    private void Freeze(SimulatedNode node)
    {
        if (!node.IsAlive || node.IsFrozen)
            return;

        node.Freeze();
        _simulation.After(_simulation.Between(100, 8000), node.Thaw);
    }

    private void ChangeSequencer()
    {
        if (_simulation.Chance(0.6))
            _nodes.ForEach(node => node.StopSequencer());
        var candidates = Alive;
        StartSequencer(_simulation.Pick(candidates));
    }

    private void StartSequencer(SimulatedNode node)
    {
        node.StartSequencer(new Sequencer(_simulation.NewIdentity(), _settings, _rules, () => _simulation.Now));
        SetMembers(node);
    }

    /// <summary>Tells a sequencer who the members are; not always the truth.</summary>
    private void SetMembers(SimulatedNode node) => node.Run(() =>
    {
        var isRight = !_isFaulty || _simulation.Chance(0.7);
        var members = _nodes.Where(other => isRight ? other.IsAlive : _simulation.Chance(0.7)).Select(other => other.Address).ToImmutableSortedSet();
        var leaving = members.Where(_ => !isRight && _simulation.Chance(0.2)).ToImmutableSortedSet();
        var staying = members.Except(leaving);
        node.Sequencer?.SetView(new ClusterView(staying, leaving, SeedsUp: staying.Count));
        node.SettleSequencer();
    });

    private void Calm()
    {
        _isFaulty = false;
        _network.BecomeReliable();
        RestartAll();
        foreach (var node in _nodes)
        {
            node.Thaw();
            node.StopSequencer();
        }

        StartSequencer(_simulation.Pick(_nodes));
    }

    private void CheckAtEnd()
    {
        if (!HasKeptMajority)
            return;
        if (_nodes.FirstOrDefault(node => node.Relay is not { IsAttached: true }) is { } detached)
            throw new BrokenPromiseException($"{detached.Address} is not attached");
        if (Observations.Lines == 0)
            throw new BrokenPromiseException("nobody saw a line");
        Observations.CheckAtEnd(_nodes.Max(node => node.Relay!.Delivered));
    }
}
