using System.Collections.Immutable;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>
/// Several nodes that run the real relays and sequencers in virtual time. Sequencers can be started and stopped anywhere, with any view
/// of the cluster: what Akka's membership does at best or at worst is a part of that.
/// </summary>
internal sealed class SimulatedCluster
{
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);

    private readonly Simulation _simulation;
    private readonly ProtocolRules _rules;
    private readonly SequencerSettings _settings;

    /// <summary>The sets of nodes that may still come into effect, or are in effect, with their positions.</summary>
    private readonly List<(long Position, NodeSet Nodes)> _sets = [];
    private int _lines;

    /// <param name="nodes">Their number; the first of them are the seeds.</param>
    public SimulatedCluster(Simulation simulation, int nodes, SequencerSettings settings, ProtocolRules rules)
    {
        (_simulation, _rules, _settings) = (simulation, rules, settings);
        Observations = new Observations(settings.NeedsMajority);
        Network = new SimulatedNetwork(simulation);
        Nodes = [.. Enumerable.Range(1, nodes).Select(number => new SimulatedNode(number, this))];
    }

    public SimulatedNetwork Network { get; }

    /// <summary>Messages between nodes, given by their numbers, that do not arrive.</summary>
    public Func<int, int, object, bool> IsLost { get; set; } = (_, _, _) => false;

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
            var rooms = Alive.Select(node => node.Relay!).Where(relay => relay.Room != default).GroupBy(relay => relay.Room).ToList();
            var hasBegun = _settings.NeedsMajority && Observations.Lines > 0 && rooms.Count == 1;
            return rooms.Count == 0 || rooms.Any(room => HasKept(
                room.MaxBy(relay => (relay.LastEpoch, relay.End))!, hasBegun || room.Any(relay => relay.Committed > 0)));
        }
    }

    public IReadOnlyList<SimulatedNode> Alive => [.. Nodes.Where(node => node.IsAlive)];

    private bool IsSettled => Nodes.All(node =>
        node is { Posted: > 0, Relay: { IsAttached: true, HasPostInFlight: false } relay } && relay.Delivered == Nodes[0].Relay!.Delivered
        && relay.End == relay.Delivered);

    /// <returns>Addresses of the first nodes.</returns>
    public static ImmutableSortedSet<string> Addresses(int count) => [.. Enumerable.Range(1, count).Select(SimulatedNode.AddressOf)];

    public void Start(TimeSpan tickInterval)
    {
        foreach (var node in Nodes)
        {
            node.Start();
            Repeat(() => tickInterval, node.Tick);
        }
    }

    /// <summary>Members speak whenever they may.</summary>
    /// <param name="interval">Longest time between two attempts, in milliseconds.</param>
    public void Talk(double interval)
    {
        foreach (var node in Nodes)
            Repeat(() => _simulation.Between(5, interval), node.TryPost);
    }

    public Relay NewRelay(SimulatedNode node) =>
        new(() => node.Identify(_rules is BrokenRules.KeepsItsIdentity ? node.Number : _simulation.NewIdentity()), _rules, () => _simulation.Now);

    public string NewLine(string address) => $"{address}: {_lines++}\n";

    public void SendToRelay(SimulatedNode from, string to, ClusterMessages.IFromSequencer message)
    {
        if (message is ClusterMessages.Ordered { Entry.Nodes: { } nodes } ordered)
            _sets.Add((ordered.Position, nodes));
        var node = Nodes.First(node => node.Address == to);
        var incarnation = node.Incarnation;
        Send(from, node, message, () =>
        {
            if (node.Incarnation == incarnation)
                node.Receive(message);
        });
    }

    public void SendToSequencer(SimulatedNode from, long sequencer, ClusterMessages.IFromRelay message)
    {
        if (Nodes.FirstOrDefault(node => node.Sequencer?.Epoch.Sequencer == sequencer) is { } node)
            Send(from, node, message, () => node.Receive(from.Address, message, sequencer));
    }

    public void StopSequencers()
    {
        foreach (var node in Nodes)
            node.StopSequencer();
    }

    public void StartSequencer(SimulatedNode node) =>
        node.StartSequencer(new Sequencer(_simulation.NewIdentity(), _settings, _rules, () => _simulation.Now));

    /// <summary>Tells the sequencer of a node, if there is one, who the members are.</summary>
    public static void SetView(SimulatedNode node, IEnumerable<SimulatedNode> staying, IEnumerable<SimulatedNode> leaving)
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

    /// <summary>All faults end, each member says at least one line more, and everybody sees everything.</summary>
    /// <exception cref="BrokenPromiseException">A promise does not hold.</exception>
    public void Settle()
    {
        Network.BecomeReliable();
        IsLost = (_, _, _) => false;
        StopSequencers();
        foreach (var node in Nodes)
        {
            if (!node.IsAlive)
                node.Start();
            node.IsCongested = false;
            node.Thaw();
            node.Posted = 0;
        }

        var sequencer = _simulation.Pick(Nodes);
        StartSequencer(sequencer);
        SetView(sequencer, Nodes, []);
        Talk(400);
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

    /// <summary>A room that has not begun needs all of its nodes, and none of them may have a part of another room.</summary>
    private bool HasKept(Relay best, bool hasBegun)
    {
        var living = best.Nodes.Nodes.Count(member => Alive.Any(node => node.Identities.Contains(member.Relay)
            && (hasBegun || node.Relay!.Room == best.Room || node.Relay.Room == default)));
        return living > (hasBegun ? best.Nodes.Count / 2 : best.Nodes.Count - 1);
    }

    private void Send(SimulatedNode from, SimulatedNode to, object message, Action deliver)
    {
        if (from == to || !IsLost(from.Number, to.Number, message))
            Network.Send(from.Address, to.Address, deliver);
    }

    private void Repeat(Func<TimeSpan> interval, Action action) => _simulation.After(interval(), () =>
    {
        action();
        Repeat(interval, action);
    });
}
