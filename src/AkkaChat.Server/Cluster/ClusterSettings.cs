using System.Net;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Cluster;

/// <summary>This server as a node of a cluster.</summary>
/// <param name="Address">Under which other nodes reach it.</param>
/// <param name="BindHost">To listen on.</param>
/// <param name="Seeds">Nodes to join; never empty.</param>
/// <param name="NeedsMajority">Members see a line when a majority of the nodes has it.</param>
/// <param name="Tls">Null for none.</param>
internal sealed record ClusterSettings(
    HostPort Address, string BindHost, IReadOnlyList<HostPort> Seeds, bool NeedsMajority, ClusterTlsSettings? Tls)
{
    /// <summary>Only processes of this machine can connect.</summary>
    public bool IsLoopback => IsLoopbackHost(Address.Host) && IsLoopbackHost(BindHost);

    private static bool IsLoopbackHost(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
