namespace AkkaChat.Server.Transports;

/// <summary>Where a certificate and its key are.</summary>
/// <param name="Certificate">Path of a PEM file: the certificate, followed by those of its issuers; empty for none.</param>
/// <param name="Key">Path of a PEM file; empty if the key is in the file of the certificate.</param>
/// <param name="KeyPassword">Empty if the key is not encrypted.</param>
internal sealed record PemFiles(string Certificate, string Key, string KeyPassword)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Certificate} {Key}";
}
