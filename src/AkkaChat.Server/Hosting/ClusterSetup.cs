using Akka.Actor.Setup;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Hosting;

/// <summary>Settings and certificates of a node of a cluster.</summary>
/// <param name="Tls">Certificates; null for no TLS between the nodes.</param>
internal sealed record ClusterSetup(ClusterSettings Settings, Setup? Tls);
