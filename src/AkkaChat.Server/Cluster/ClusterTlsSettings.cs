using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Cluster;

/// <param name="Files">The certificate and key of the node.</param>
/// <param name="Authorities">Path of a PEM file: the certificate authorities of all nodes.</param>
internal sealed record ClusterTlsSettings(PemFiles Files, string Authorities);
