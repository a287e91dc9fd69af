namespace AkkaChat.Tests.Cluster;

/// <summary>Loses, repeats, delays and reorders messages between nodes, and cuts links.</summary>
internal sealed class SimulatedNetwork(Simulation simulation)
{
    private readonly HashSet<(string From, string To)> _cut = [];

    public double Loss { get; set; }

    public double Repetition { get; set; }

    /// <summary>In milliseconds. Messages whose delays differ overtake each other.</summary>
    public double MaxDelay { get; set; } = 1;

    /// <summary>The share of messages that may have 20 times that delay.</summary>
    public double Late { get; set; } = 0.02;

    public void Cut(string one, string other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
    }

    /// <summary>Cuts all links between the nodes and others.</summary>
    public void CutOff(IReadOnlyCollection<string> group, IEnumerable<string> all)
    {
        Heal();
        foreach (var other in all.Except(group))
        {
            foreach (var one in group)
                Cut(one, other);
        }
    }

    public void Heal() => _cut.Clear();

    public void BecomeReliable()
    {
        (Loss, Repetition, MaxDelay) = (0, 0, 1);
        Heal();
    }

    /// <param name="deliver">Runs when the message arrives.</param>
    public void Send(string from, string to, Action deliver)
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
            if (!simulation.Chance(Loss))
                simulation.After(simulation.Between(0.1, simulation.Chance(Late) ? 20 * MaxDelay : MaxDelay), Arrive);
        }

        void Arrive()
        {
            if (!_cut.Contains((from, to)))
                deliver();
        }
    }
}
