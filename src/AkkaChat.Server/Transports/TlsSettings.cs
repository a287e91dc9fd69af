namespace AkkaChat.Server.Transports;

/// <param name="Files">The server's certificate and key.</param>
/// <param name="HandshakeTimeout">From admission to the end of the TLS handshake.</param>
internal sealed record TlsSettings(PemFiles Files, TimeSpan HandshakeTimeout);
