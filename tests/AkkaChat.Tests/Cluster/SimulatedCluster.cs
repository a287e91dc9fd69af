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
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);

    private readonly Simulation _simulation;
    private readonly ProtocolRules _rules;
    private readonly SequencerSettings _settings;
    private readonly FaultSchedule _faults;

    /// <summary>The sets of nodes that may still come into effect, or are in effect, with their positions.</summary>
    private readonly List<(long Position, NodeSet Nodes)> _sets = [];
    private readonly TimeSpan _tickInterval;
    private readonly double _sayInterval;
    private int _lines;

    /// <param name="seed">Gives the whole schedule.</param>
    /// <param name="needsMajority">`cluster.commit` is majority.</param>
    public SimulatedCluster(int seed, ProtocolRules rules, bool needsMajority = true)
    {
        _simulation = new Simulation(seed);
        _rules = rules;
        Observations = new Observations(needsMajority);
        int[] counts = [3, 3, 3, 4, 5];
        var count = _simulation.Pick(counts);
        var seeds = count > 3 && _simulation.Chance(0.3) ? count - 1 : count;
        _tickInterval = _simulation.Chance(0.5) ? Server.Cluster.Sequencer.TickInterval : _simulation.Between(10, 200);
        _sayInterval = _simulation.Chance(0.5) ? 400 : 60;
        int[] retentions = [1_000, 5_000, 1_000_000];
        _settings = new SequencerSettings(
            [.. Enumerable.Range(1, seeds).Select(number => $"n{number}")],
            Window: _simulation.Random.Next(500, 3000),
            Retention: _simulation.Pick(retentions),
            needsMajority);
        Network = new SimulatedNetwork(_simulation);
        Nodes = [.. Enumerable.Range(1, count).Select(number => new SimulatedNode(number, this))];
        _faults = new FaultSchedule(_simulation, this);
    }

    public SimulatedNetwork Network { get; }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public Observations Observations { get; }

    /// <summary>
    /// False if a majority of the set of nodes has been lost after all: a node crashed while a sequencer with a wrong view removed another,
    /// or before all nodes of a new room had a part of its stream. Then a new room is needed.
    /// </summary>
    public bool HasKeptMajority
    {
        get
        {
            var best = Alive.Select(node => node.Relay!).MaxBy(relay => (relay.LastEpoch, relay.End))!;
            var living = best.Nodes.Nodes.Count(member => Alive.Any(node => node.Relay!.Id == member.Relay));
            return living > (Alive.Any(node => node.Relay!.Committed > 0) ? best.Nodes.Count / 2 : best.Nodes.Count - 1);
        }
    }

    public IReadOnlyList<SimulatedNode> Alive => [.. Nodes.Where(node => node.IsAlive)];

    private bool IsSettled => Nodes.All(node =>
        node is { Posted: > 0, Relay: { IsAttached: true, HasPostInFlight: false } relay } && relay.Delivered == Nodes[0].Relay!.Delivered
        && relay.End == relay.Delivered);

    /// <exception cref="BrokenPromiseException">A promise does not hold.</exception>
    public void Run()
    {
        foreach (var node in Nodes)
        {
            node.Start();
            Repeat(() => _tickInterval, node.Tick);
            Repeat(() => _simulation.Between(5, _sayInterval), node.TryPost);
        }

        StartSequencer(Nodes[0]);
        SetView(Nodes[0], Nodes, []);
        _faults.Run();
        Settle();
    }

    public Relay NewRelay(SimulatedNode node) =>
        new(_rules is BrokenRules.KeepsItsIdentity ? () => node.Number : _simulation.NewIdentity, _rules, () => _simulation.Now);

    public string NewLine(string address) => $"{address}: {_lines++}\n";

    public void SendToRelay(SimulatedNode from, string to, ClusterMessages.IFromSequencer message)
    {
        if (message is ClusterMessages.Ordered { Entry.Nodes: { } nodes } ordered)
            _sets.Add((ordered.Position, nodes));
        var node = Nodes.First(node => node.Address == to);
        var incarnation = node.Incarnation;
        Network.Send(from, node, () =>
        {
            if (node.Incarnation == incarnation)
                node.Receive(message);
        });
    }

    public void SendToSequencer(SimulatedNode from, long sequencer, ClusterMessages.IFromRelay message)
    {
        if (Nodes.FirstOrDefault(node => node.Sequencer?.Epoch.Sequencer == sequencer) is { } node)
            Network.Send(from, node, () => node.Receive(from.Address, message, sequencer));
    }

    public void StartSequencer(SimulatedNode node) =>
        node.StartSequencer(new Sequencer(_simulation.NewIdentity(), _settings, _rules, () => _simulation.Now));

    /// <summary>Tells the sequencer of a node, if there is one, who the members are.</summary>
    public void SetView(SimulatedNode node, IEnumerable<SimulatedNode> staying, IEnumerable<SimulatedNode> leaving)
    {
        var view = new ClusterView([.. staying.Select(other => other.Address)], [.. leaving.Select(other => other.Address)]);
        node.Run(() =>
        {
            node.Sequencer?.SetView(view);
            node.SettleSequencer();
        });
    }

    /// <summary>The promises hold while a majority of the set of nodes lives: of the present one, and of each that may follow.</summary>
    public bool MayCrash(SimulatedNode node)
    {
        HashSet<long> survivors = [.. Alive.Where(other => other != node).Select(other => other.Relay!.Id)];
        var committed = Alive.Max(other => other.Relay!.Committed);
        var decided = _sets.Where(set => set.Position <= committed).Select(set => set.Position).DefaultIfEmpty().Max();
        _sets.RemoveAll(set => set.Position < decided);
        return survivors.Count > Nodes.Count / 2 && _sets.TrueForAll(set => set.Nodes.HasMajority(survivors.Contains));
    }

    private void Repeat(Func<TimeSpan> interval, Action action) => _simulation.After(interval(), () =>
    {
        action();
        Repeat(interval, action);
    });

    /// <summary>All faults end, each member says at least one line more, and everybody sees everything.</summary>
    private void Settle()
    {
        Network.BecomeReliable();
        foreach (var node in Nodes)
        {
            if (!node.IsAlive)
                node.Start();
            node.IsCongested = false;
            node.Thaw();
            node.StopSequencer();
            node.Posted = 0;
        }

        var sequencer = _simulation.Pick(Nodes);
        StartSequencer(sequencer);
        SetView(sequencer, Nodes, []);
        var deadline = _simulation.Now + SettleTimeout;
        while (!IsSettled && HasKeptMajority && _simulation.Now < deadline)
            _simulation.RunUntil(_simulation.Now + TimeSpan.FromMilliseconds(50));
        if (!HasKeptMajority)
            return;
        if (Nodes.FirstOrDefault(node => node.Relay is not { IsAttached: true }) is { } detached)
            throw new BrokenPromiseException($"{detached.Address} is not attached");
        if (!IsSettled)
            throw new BrokenPromiseException("a line of a member is not in the order");
        Observations.CheckAtEnd(Nodes[0].Relay!.Delivered);
    }
}
