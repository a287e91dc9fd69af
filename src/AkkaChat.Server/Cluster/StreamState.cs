using System.Collections.Immutable;

namespace AkkaChat.Server.Cluster;

/// <summary>The state that the entries up to a position make. Immutable.</summary>
/// <param name="Room">Epoch of the first entry: no other room has the same. Default before it.</param>
/// <param name="Nodes">The set of nodes that counts.</param>
/// <param name="Marks">The number of the last post of each relay of the set that has posted.</param>
internal sealed record StreamState(Epoch Room, NodeSet Nodes, ImmutableDictionary<long, long> Marks)
{
    public static readonly StreamState Empty = new(default, NodeSet.Empty, ImmutableDictionary<long, long>.Empty);

    /// <returns>0 if the relay has not posted.</returns>
    public long LastNumber(long relay) => Marks.GetValueOrDefault(relay);

    public StreamState After(Entry entry)
    {
        if (entry.Nodes is { } nodes)
            return new StreamState(Room == default ? entry.Epoch : Room, nodes, Marks.RemoveRange(Marks.Keys.Where(relay => !nodes.Contains(relay))));
        return entry.Mark.Relay == 0 ? this : this with { Marks = Marks.SetItem(entry.Mark.Relay, entry.Mark.Number) };
    }
}
