namespace AkkaChat.Server.Transports;

/// <param name="Certificate">Path of a PEM file: the server's certificate, followed by those of its issuers.</param>
/// <param name="Key">Path of a PEM file; empty if the key is in the file of the certificate.</param>
/// <param name="KeyPassword">Empty if the key is not encrypted.</param>
/// <param name="HandshakeTimeout">From admission to the end of the TLS handshake.</param>
internal sealed record TlsSettings(string Certificate, string Key, string KeyPassword, TimeSpan HandshakeTimeout)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{nameof(TlsSettings)} {Certificate} {Key}";
}
