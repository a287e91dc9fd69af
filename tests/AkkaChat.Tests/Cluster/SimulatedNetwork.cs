namespace AkkaChat.Tests.Cluster;

/// <summary>Loses, repeats, delays and reorders messages between nodes, and cuts links.</summary>
internal sealed class SimulatedNetwork(Simulation simulation)
{
    private const double MinDelay = 0.1;

    private readonly HashSet<(int From, int To)> _cut = [];

    public double Loss { get; set; }

    public double Repetition { get; set; }

    /// <summary>In milliseconds. Messages whose delays differ overtake each other.</summary>
    public double MaxDelay { get; set; } = MinDelay;

    /// <summary>The share of messages that may have 20 times that delay.</summary>
    public double Late { get; set; }

    /// <summary>Messages that do not arrive.</summary>
    public Func<SimulatedNode, SimulatedNode, object, bool> IsLost { get; set; } = (_, _, _) => false;

    public void Cut(SimulatedNode one, SimulatedNode other)
    {
        _cut.Add((one.Number, other.Number));
        _cut.Add((other.Number, one.Number));
    }

    /// <summary>Cuts all links between the nodes and others.</summary>
    public void CutOff(IReadOnlyCollection<SimulatedNode> group, IEnumerable<SimulatedNode> all)
    {
        Heal();
        foreach (var other in all.Where(node => !group.Contains(node)))
        {
            foreach (var one in group)
                Cut(one, other);
        }
    }

    public void Heal() => _cut.Clear();

    public void BecomeReliable()
    {
        (Loss, Repetition, Late, MaxDelay) = (0, 0, 0, 1);
        IsLost = (_, _, _) => false;
        Heal();
    }

    /// <param name="deliver">Runs when the message arrives.</param>
    public void Send(SimulatedNode from, SimulatedNode to, object message, Action deliver)
    {
        // Between actors of one node nothing is lost or reordered.
        if (from == to)
        {
            simulation.After(TimeSpan.Zero, deliver);
            return;
        }

        var copies = simulation.Chance(Repetition) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            if (!IsLost(from, to, message) && !simulation.Chance(Loss))
                simulation.After(simulation.Between(MinDelay, simulation.Chance(Late) ? 20 * MaxDelay : MaxDelay), Arrive);
        }

        void Arrive()
        {
            if (!_cut.Contains((from.Number, to.Number)))
                deliver();
        }
    }
}
