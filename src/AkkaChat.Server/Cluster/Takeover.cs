using System.Collections.Immutable;
using static AkkaChat.Server.Cluster.ClusterMessages;

namespace AkkaChat.Server.Cluster;

/// <summary>Collects the relays that follow the new epoch, and finds out whose log the sequencer takes over.</summary>
internal sealed class Takeover(ProtocolRules rules, TimeSpan began)
{
    /// <summary>How long the sequencer waits for nodes that it could do without.</summary>
    private static readonly TimeSpan AttachTimeout = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Attach> _attached = [];

    public IReadOnlyDictionary<string, Attach> Attached => _attached;

    public void Add(string address, Attach attach) => _attached[address] = attach;

    public void Remove(string address) => _attached.Remove(address);

    /// <summary>Removes those of nodes that the cluster no longer has: if they come back, their relays are others.</summary>
    public void Keep(ClusterView view) => view.RemoveOthers(_attached);

    /// <returns>The highest position that one of the relays knows to be committed.</returns>
    public long CommittedIn(Epoch room) => _attached.Values.Where(attach => attach.Room == room).Max(attach => attach.Committed);

    public bool HasAttached(string address) => _attached.ContainsKey(address);

    /// <returns>The address of the relay with the best log; null if the sequencer has to wait.</returns>
    public string? Choose(ClusterView view, TimeSpan now)
    {
        if (_attached.Count == 0 || (!view.Staying.All(HasAttached) && now - began < AttachTimeout))
            return null;

        var logs = Comparer<Attach>.Create(rules.CompareLogs);
        return _attached
            .Where(item => item.Value.Room != default)
            .GroupBy(item => item.Value.Room, (_, room) => room.MaxBy(item => item.Value, logs))
            .Where(best => MayTakeOver(best.Value))
            .OrderBy(best => best.Value, logs)
            .LastOrDefault().Key;
    }

    private bool MayTakeOver(Attach best) => rules.MayTakeOver(
        best.Nodes, relay => _attached.Values.Any(attach => attach.Relay == relay && rules.IsOfRoom(attach.Room, best.Room)));

    /// <returns>The nodes of a new room; null if there is one already, or not enough of them are there.</returns>
    public NodeSet? ChooseNewRoom(ClusterView view, ImmutableSortedSet<string> seeds)
    {
        if (!_attached.Values.All(attach => attach.Nodes.IsEmpty && attach.Position == 0)
            || !rules.MayBegin(!view.Staying.IsEmpty && view.Staying.All(HasAttached), view.Staying.Count(seeds.Contains), seeds.Count))
        {
            return null;
        }

        var nodes = new NodeSet(
            [.. _attached.Where(item => view.Staying.Contains(item.Key)).Select(item => new RelayNode(item.Value.Relay, item.Key))]);
        return rules.IsSafe(nodes, seeds) ? nodes : null;
    }
}
