using AkkaChat.Server.Room;

namespace AkkaChat.Server.Cluster;

/// <summary>The content of one position of the stream: lines with the mark of their post, a set of nodes, or neither. Immutable.</summary>
internal sealed class Entry
{
    private Entry(Epoch epoch, Mark mark, NodeSet? nodes, ArraySegment<byte> lines)
    {
        Epoch = epoch;
        Mark = mark;
        Nodes = nodes;
        Lines = lines;
    }

    /// <summary>In which it was ordered.</summary>
    public Epoch Epoch { get; }

    /// <summary>Of the post that brought the lines.</summary>
    public Mark Mark { get; }

    /// <summary>The set that counts from this entry on; null if it does not change.</summary>
    public NodeSet? Nodes { get; }

    /// <summary>Whole lines in their wire format; empty in an entry that is no post.</summary>
    public ArraySegment<byte> Lines { get; }

    /// <summary>Bytes charged to windows.</summary>
    public int Cost => Lines.Count + Batch.OverheadBytes;

    public static Entry OfPost(Epoch epoch, Mark mark, ArraySegment<byte> lines) => new(epoch, mark, null, lines);

    public static Entry OfNodes(Epoch epoch, NodeSet nodes) => new(epoch, default, nodes, []);

    /// <summary>The first one of an epoch in a room that has begun.</summary>
    public static Entry Opening(Epoch epoch) => new(epoch, default, null, []);
}
