using System.Collections.Immutable;

namespace AkkaChat.Server.Cluster;

/// <summary>The sequencer's view of Akka.Cluster's membership.</summary>
/// <param name="Staying">Addresses of the nodes that are up.</param>
/// <param name="Leaving">Addresses of the nodes that are about to leave: they still answer, but are to count no longer.</param>
internal sealed record ClusterView(ImmutableSortedSet<string> Staying, ImmutableSortedSet<string> Leaving)
{
    public static readonly ClusterView Empty = new([], []);

    public IEnumerable<string> Addresses => Staying.Concat(Leaving);

    public bool Contains(string address) => Staying.Contains(address) || Leaving.Contains(address);

    /// <summary>Removes what belongs to nodes that the cluster no longer has.</summary>
    public void RemoveOthers<T>(Dictionary<string, T> byAddress)
    {
        foreach (var address in byAddress.Keys.Where(address => !Contains(address)).ToList())
            byAddress.Remove(address);
    }
}
