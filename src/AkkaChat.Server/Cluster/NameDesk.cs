using AkkaChat.Server.Protocol;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>
/// Gives each name to one newcomer at a time. Which names are held is known to the relays alone, and all of them are asked each time:
/// so a sequencer that takes over has nothing to learn, and the name of a member whose node does not answer is waited for.
/// </summary>
/// <param name="clock">Monotonic.</param>
/// <param name="outbox">Receives the messages to relays.</param>
internal sealed class NameDesk(Epoch epoch, Func<TimeSpan> clock, List<(string Address, IFromSequencer Message)> outbox)
{
    /// <summary>A request that its relay does not repeat is forgotten: the newcomer has gone, or its node.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Request> _requests = new(UsernameRules.Comparer);
    private long _lastQuestion;

    /// <param name="address">Of the node whose newcomer needs the name.</param>
    /// <param name="nodes">Addresses of all nodes that members can be on.</param>
    public void OnReserve(string address, ReserveName reserve, IReadOnlyCollection<string> nodes)
    {
        var request = _requests.GetValueOrDefault(reserve.Name);
        // One at a time: the relay of the other one repeats its request.
        if (request is not null && request.Reserve.Relay != reserve.Relay && clock() - request.Repeated < RequestTimeout)
            return;

        if (request?.Reserve != reserve)
            _requests[reserve.Name] = request = new Request(address, reserve, ++_lastQuestion);
        request.Repeated = clock();
        foreach (var node in nodes.Where(node => node != address && !request.Free.Contains(node)))
            outbox.Add((node, new AskName(epoch, reserve.Name, request.Question)));
        DecideIfAllHaveAnswered(request, nodes);
    }

    /// <inheritdoc cref="OnReserve"/>
    public void OnAnswer(string address, NameAnswer answer, IReadOnlyCollection<string> nodes)
    {
        if (_requests.GetValueOrDefault(answer.Name) is not { } request || request.Question != answer.Question)
            return;

        if (answer.IsHeld)
        {
            Decide(request, isGiven: false);
            return;
        }

        request.Free.Add(address);
        DecideIfAllHaveAnswered(request, nodes);
    }

    public void Tick()
    {
        var now = clock();
        foreach (var (name, _) in _requests.Where(item => now - item.Value.Repeated >= RequestTimeout).ToList())
            _requests.Remove(name);
    }

    private void DecideIfAllHaveAnswered(Request request, IReadOnlyCollection<string> nodes)
    {
        if (nodes.All(node => node == request.Address || request.Free.Contains(node)))
            Decide(request, isGiven: true);
    }

    private void Decide(Request request, bool isGiven)
    {
        var reserve = request.Reserve;
        _requests.Remove(reserve.Name);
        outbox.Add((request.Address, new NameDecided(epoch, reserve.Relay, reserve.Name, reserve.Number, isGiven)));
    }

    private sealed class Request(string address, ReserveName reserve, long question)
    {
        public string Address { get; } = address;

        public ReserveName Reserve { get; } = reserve;

        public long Question { get; } = question;

        public TimeSpan Repeated { get; set; }

        /// <summary>Nodes that have answered that no member of theirs has the name.</summary>
        public HashSet<string> Free { get; } = [];
    }
}
