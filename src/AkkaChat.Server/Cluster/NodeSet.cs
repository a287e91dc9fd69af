using System.Collections.Immutable;

namespace AkkaChat.Server.Cluster;

/// <summary>The relays whose majority decides what is committed. Immutable.</summary>
internal sealed class NodeSet(ImmutableArray<RelayNode> nodes)
{
    /// <summary>Before the room has begun.</summary>
    public static readonly NodeSet Empty = new([]);

    public ImmutableArray<RelayNode> Nodes { get; } = nodes;

    public bool IsEmpty => Nodes.IsEmpty;

    public int Count => Nodes.Length;

    public bool Contains(long relay)
    {
        foreach (var node in Nodes)
        {
            if (node.Relay == relay)
                return true;
        }

        return false;
    }

    public bool HasMajority(Func<long, bool> counts) => Nodes.Count(node => counts(node.Relay)) > Count / 2;

    /// <summary>The highest position that a majority has reached.</summary>
    public long ReachedByMajority(Func<long, long> positionOf)
    {
        if (IsEmpty)
            return 0;

        long[] positions = [.. Nodes.Select(node => positionOf(node.Relay))];
        Array.Sort(positions);
        return positions[(Count - 1) / 2];
    }

    public NodeSet With(RelayNode node) => new(Nodes.Add(node));

    public NodeSet Without(RelayNode node) => new(Nodes.Remove(node));
}
