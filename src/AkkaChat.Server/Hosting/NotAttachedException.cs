using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Hosting;

/// <summary>A node that starts has not become a part of the room.</summary>
/// <param name="missing">Seeds that are not up in the cluster of this node.</param>
/// <param name="incompatible">Why nodes of its cluster and it cannot be one room; one text each.</param>
internal sealed class NotAttachedException(IReadOnlyList<HostPort> missing, IReadOnlyList<string> incompatible) : Exception(
    $"this node is in no room after {SequencerContact.GivenUpAfter.TotalSeconds:0} s; "
    + (incompatible.Count > 0 ? string.Join("; ", incompatible)
        : missing.Count > 0
            ? $"seeds that are not in one cluster with it: {string.Join(", ", missing)}; if they run, compare cluster.seeds and cluster.tls of all nodes"
        : "all seeds are in one cluster with it"));
