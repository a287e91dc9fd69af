namespace AkkaChat.Server.Cluster;

/// <summary>The sequencer's view of the whole cluster.</summary>
/// <param name="Committed">Position up to which the stream is committed.</param>
/// <param name="Stable">Position up to which no node needs the entries any more.</param>
/// <param name="Nodes">The number of nodes that members of the room can be on.</param>
/// <param name="IsCongested">A member of some node is congested.</param>
internal sealed record StreamStatus(long Committed, long Stable, int Nodes, bool IsCongested);
