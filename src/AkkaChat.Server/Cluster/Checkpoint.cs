namespace AkkaChat.Server.Cluster;

/// <summary>Where a log begins: entries up to here are not kept, their effect is.</summary>
/// <param name="Position">Of the last entry that is not kept; 0 in a log that has the whole stream.</param>
/// <param name="Epoch">Of that entry.</param>
/// <param name="State">After that entry.</param>
internal sealed record Checkpoint(long Position, Epoch Epoch, StreamState State)
{
    public static readonly Checkpoint Start = new(0, default, StreamState.Empty);
}
