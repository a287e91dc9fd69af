namespace AkkaChat.Tests.Cluster;

/// <summary>Loses, repeats, delays and reorders messages between nodes, and cuts links.</summary>
internal sealed class SimulatedNetwork(Simulation simulation)
{
    private readonly HashSet<(string, string)> _cut = [];

    public double Loss { get; set; }

    public double Repetition { get; set; }

    /// <summary>In milliseconds. Messages whose delays differ overtake each other.</summary>
    public double MaxDelay { get; set; } = 1;

    public void Cut(string one, string other)
    {
        _cut.Add((one, other));
        _cut.Add((other, one));
    }

    public void Heal() => _cut.Clear();

    public void BecomeReliable()
    {
        (Loss, Repetition, MaxDelay) = (0, 0, 1);
        Heal();
    }

    public void Send(string from, string to, Action deliver)
    {
        var copies = simulation.Chance(Repetition) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            // Between actors of one node nothing is lost or reordered.
            if (from != to && simulation.Chance(Loss))
                continue;

            var delay = from == to ? TimeSpan.Zero : simulation.Between(0.1, simulation.Chance(0.02) ? 20 * MaxDelay : MaxDelay);
            simulation.After(delay, () =>
            {
                if (!_cut.Contains((from, to)))
                    deliver();
            });
        }
    }
}
