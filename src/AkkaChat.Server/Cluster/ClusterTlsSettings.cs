namespace AkkaChat.Server.Cluster;

/// <param name="Certificate">Path of a PEM file: the certificate of the node, followed by those of its issuers.</param>
/// <param name="Key">Path of a PEM file; empty if the key is in the file of the certificate.</param>
/// <param name="KeyPassword">Empty if the key is not encrypted.</param>
/// <param name="Authorities">Path of a PEM file: the certificate authorities of all nodes.</param>
internal sealed record ClusterTlsSettings(string Certificate, string Key, string KeyPassword, string Authorities)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{nameof(ClusterTlsSettings)} {Certificate} {Key} {Authorities}";
}
