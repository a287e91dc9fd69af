using AkkaChat.Server.Cluster;
using AkkaChat.Tests.Support;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Tests.Cluster;

/// <summary>Newcomers of three nodes want the same few names, while messages are lost, repeated, delayed and overtaken, and sequencers replaced.</summary>
public sealed class NamesSimulationTests
{
    private static readonly string[] Nodes = ["n0", "n1", "n2"];
    private static readonly string[] Names = ["alice", "bob"];

    [Fact]
    public void A_name_is_held_by_one_node_at_a_time()
    {
        var given = 0;
        for (var seed = 0; seed < 60; seed++)
            given += new Schedule(seed).Run();

        Assert.True(given > 600, $"{given} names were given");
    }

    /// <summary>Members leave of their own accord only, so that a name is given to many, one after the other.</summary>
    private sealed class Schedule
    {
        private readonly Simulation _simulation;
        private readonly SimulatedNetwork _network;
        private readonly NameApplicants<string>[] _applicants;
        private readonly HashSet<string>[] _held;
        private readonly Epoch[] _followed = new Epoch[3];
        private readonly Dictionary<Epoch, (NameDesk Desk, List<(string Address, IFromSequencer Message)> Outbox)> _sequencers = [];
        private Epoch _epoch;
        private int _given;
        private int _newcomers;

        public Schedule(int seed)
        {
            _simulation = new Simulation(seed);
            _network = new SimulatedNetwork(_simulation) { Loss = 0.1, Repetition = 0.1, MaxDelay = _simulation.Chance(0.5) ? 1 : 300 };
            _applicants = [.. Nodes.Select(_ => new NameApplicants<string>(() => _simulation.Now))];
            _held = [.. Nodes.Select(_ => new HashSet<string>())];
        }

        /// <returns>How many names were given.</returns>
        public int Run()
        {
            StartSequencer();
            for (var node = 0; node < Nodes.Length; node++)
            {
                var it = node;
                Repeat(20, 400, () => Join(it));
                Repeat(100, 100, () => SendRequests(it));
                Repeat(50, 1000, () => _held[it].Remove(_simulation.Pick(Names)));
            }

            Repeat(500, 5000, StartSequencer);
            _simulation.RunUntil(TimeSpan.FromSeconds(20));
            return _given;
        }

        private void Repeat(double from, double to, Action action) => _simulation.After(_simulation.Between(from, to), () =>
        {
            action();
            Repeat(from, to, action);
        });

        private void StartSequencer()
        {
            _epoch = new Epoch(_epoch.Number + 1, 1);
            List<(string Address, IFromSequencer Message)> outbox = [];
            _sequencers[_epoch] = (new NameDesk(_epoch, () => _simulation.Now, outbox), outbox);
        }

        private void Join(int node)
        {
            var name = _simulation.Pick(Names);
            if (!_held[node].Contains(name))
                _applicants[node].TryAdd($"c{_newcomers++}", TestLines.Name(name));
        }

        private void SendRequests(int node)
        {
            // It hears of the latest sequencer, late or never.
            if (_simulation.Chance(0.3))
                Follow(node, _epoch);
            var epoch = _followed[node];
            if (!_sequencers.ContainsKey(epoch))
                return;

            foreach (var (number, name) in _applicants[node].TakeDue())
                ToSequencer(node, epoch, desk => desk.OnReserve(Nodes[node], new ReserveName(node + 1, epoch, number, name), Nodes));
        }

        private void ToSequencer(int node, Epoch epoch, Action<NameDesk> action) => _network.Send(Nodes[node], "sequencer", () =>
        {
            var (desk, outbox) = _sequencers[epoch];
            action(desk);
            desk.Tick();
            foreach (var (address, message) in outbox)
                _network.Send("sequencer", address, () => Receive(Array.IndexOf(Nodes, address), message));
            outbox.Clear();
        });

        private bool Follow(int node, Epoch epoch)
        {
            if (epoch < _followed[node])
                return false;
            _followed[node] = epoch;
            return true;
        }

        private void Receive(int node, IFromSequencer message)
        {
            if (!Follow(node, message.Epoch))
                return;

            if (message is AskName ask)
            {
                var isHeld = _held[node].Contains(ask.Name);
                if (!isHeld)
                    _applicants[node].Renew(ask.Name);
                ToSequencer(
                    node, ask.Epoch, desk => desk.OnAnswer(Nodes[node], new NameAnswer(node + 1, ask.Epoch, ask.Name, ask.Question, isHeld), Nodes));
            }
            else if (message is NameDecided decided && _applicants[node].TryTake(decided.Name, decided.Number, out _) && decided.IsGiven)
            {
                Assert.DoesNotContain(_held, held => held.Contains(decided.Name));
                _held[node].Add(decided.Name);
                _given++;
            }
        }
    }
}
