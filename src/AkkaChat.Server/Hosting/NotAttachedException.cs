using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Hosting;

/// <summary>A node that starts has not become a part of the room.</summary>
/// <param name="missing">Why seeds are not up in the cluster of this node; texts of <see cref="SeedCheck"/>.</param>
/// <param name="incompatible">Why nodes of its cluster and it cannot be one room; one text each.</param>
internal sealed class NotAttachedException(IReadOnlyList<string> missing, IReadOnlyList<string> incompatible) : Exception(
    $"this node is in no room after {SequencerContact.GivenUpAfter.TotalSeconds:0} s; "
    + (incompatible.Count > 0 ? string.Join("; ", incompatible)
        : missing.Count > 0 ? string.Join("; ", missing)
        : "all seeds are in one cluster with it"));
