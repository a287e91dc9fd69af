using System.Collections.Immutable;

namespace AkkaChat.Server.Cluster;

/// <summary>Which change of the set of nodes is due: a node that has caught up is added, one that is gone or has restarted removed.</summary>
internal sealed class NodeChanges(Followers followers, ProtocolRules rules, ImmutableSortedSet<string> seeds)
{
    /// <param name="nodes">The set of nodes now.</param>
    /// <param name="committed">Position up to which a majority of it has the stream.</param>
    /// <returns>The set with one node more or less; null if no change is due.</returns>
    public NodeSet? Next(NodeSet nodes, ClusterView view, long committed) => WithOneMore(nodes, view, committed) ?? WithOneLess(nodes, view);

    private NodeSet? WithOneMore(NodeSet nodes, ClusterView view, long committed)
    {
        foreach (var follower in followers.Attached)
        {
            if (nodes.Contains(follower.Relay)
                || !view.Staying.Contains(follower.Address)
                || !rules.HasCaughtUp(follower.Received, committed))
            {
                continue;
            }

            var more = nodes.With(new RelayNode(follower.Relay, follower.Address));
            if (rules.IsSafe(more, seeds))
                return more;
        }

        return null;
    }

    private NodeSet? WithOneLess(NodeSet nodes, ClusterView view)
    {
        foreach (var node in nodes.Nodes)
        {
            if (!IsGone(node, view))
                continue;

            var rest = nodes.Without(node);
            // Without its majority the change could not be committed.
            if (rules.IsSafe(rest, seeds) && followers.AreMajority(rest))
                return rest;
        }

        return null;
    }

    private bool IsGone(RelayNode node, ClusterView view) =>
        !view.Staying.Contains(node.Address) || (followers.At(node.Address) is { } follower && follower.Relay != node.Relay);
}
