namespace AkkaChat.Server.Transports;

/// <summary>The files of a certificate are of no use; the message names them and says why.</summary>
internal sealed class TlsCertificateException(string message) : Exception(message);
