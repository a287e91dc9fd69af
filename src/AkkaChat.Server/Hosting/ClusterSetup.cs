using Akka.Actor.Setup;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Hosting;

/// <summary>What is needed to start as a node of a cluster.</summary>
/// <param name="Tls">Certificates; null for no TLS between the nodes.</param>
internal sealed record ClusterSetup(ClusterSettings Settings, Setup? Tls);
