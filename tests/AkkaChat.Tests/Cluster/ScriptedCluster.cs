using AkkaChat.Server.Cluster;

namespace AkkaChat.Tests.Cluster;

/// <summary>A simulated cluster whose faults are given one by one. Nodes are named by their numbers, from 1.</summary>
internal sealed class ScriptedCluster
{
    private readonly Simulation _simulation = new(1);
    private readonly SimulatedCluster _cluster;

    public ScriptedCluster(ProtocolRules rules, int nodes = 3, int? seeds = null)
    {
        var settings = new SequencerSettings(SimulatedCluster.Addresses(seeds ?? nodes), Window: 100_000, Retention: 1_000_000, NeedsMajority: true);
        _cluster = new SimulatedCluster(_simulation, nodes, settings, rules);
        // All messages take the same time.
        (_cluster.Network.MaxDelay, _cluster.Network.Late) = (0.1, 0);
        _cluster.Start(Sequencer.TickInterval);
        All = [.. Enumerable.Range(1, nodes)];
    }

    public int[] All { get; }

    /// <summary>A new sequencer replaces all others, and has the time to take over without nodes that do not answer.</summary>
    /// <param name="view">The nodes that it takes for members.</param>
    public void Lead(int node, params int[] view)
    {
        _cluster.StopSequencers();
        _cluster.StartSequencer(Node(node));
        SetView(node, view);
        Wait(5000);
    }

    /// <inheritdoc cref="SimulatedCluster.SetView"/>
    public void SetView(int node, params int[] view)
    {
        SimulatedCluster.SetView(Node(node), view.Select(Node), []);
        Wait(500);
    }

    /// <summary>All other nodes are about to leave.</summary>
    public void Keep(int sequencer, params int[] staying)
    {
        SimulatedCluster.SetView(Node(sequencer), staying.Select(Node), All.Except(staying).Select(Node));
        Wait(500);
    }

    /// <summary>Only these nodes are connected with each other.</summary>
    public void Connect(params int[] group)
    {
        _cluster.Network.Heal();
        foreach (var one in All)
        {
            foreach (var other in All.Where(other => other != one && !(group.Contains(one) && group.Contains(other))))
                _cluster.Network.Cut(Node(one).Address, Node(other).Address);
        }
    }

    /// <summary>Messages to other nodes that get lost from now on.</summary>
    public void Lose(Func<int, int, object, bool> isLost) => _cluster.IsLost = isLost;

    public void LoseNothing() => Lose((_, _, _) => false);

    /// <summary>Members say a line each, one after the other.</summary>
    public void Say(params int[] nodes)
    {
        foreach (var node in nodes)
        {
            Node(node).TryPost();
            Wait(50);
        }

        Wait(500);
    }

    /// <summary>Crashes a node and starts it again, if a majority of the set of nodes survives that.</summary>
    public void Restart(int node)
    {
        if (!_cluster.MayCrash(Node(node)))
            return;

        Node(node).Crash();
        Node(node).Start();
    }

    /// <summary>A message that was sent by a node arrives at its sequencer once more.</summary>
    public void Repeat(int node, ClusterMessages.Post post)
    {
        _cluster.SendToSequencer(Node(node), post.Epoch.Sequencer, post);
        Wait(500);
    }

    /// <inheritdoc cref="SimulatedCluster.Settle"/>
    public void Settle() => _cluster.Settle();

    private void Wait(double milliseconds) => _simulation.RunUntil(_simulation.Now + TimeSpan.FromMilliseconds(milliseconds));

    private SimulatedNode Node(int number) => _cluster.Nodes[number - 1];
}
