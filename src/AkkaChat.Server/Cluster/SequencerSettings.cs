using System.Collections.Immutable;

namespace AkkaChat.Server.Cluster;

/// <summary>The sequencer's part of the configuration.</summary>
/// <param name="Seeds">Addresses of the seeds.</param>
/// <param name="Window">Bytes that may be ordered beyond what all relays have taken.</param>
/// <param name="Retention">Bytes of the stream that are kept for nodes that are cut off for a while.</param>
/// <param name="NeedsMajority">A line is committed when a majority has it; otherwise as soon as it is ordered.</param>
internal sealed record SequencerSettings(ImmutableSortedSet<string> Seeds, int Window, long Retention, bool NeedsMajority);
