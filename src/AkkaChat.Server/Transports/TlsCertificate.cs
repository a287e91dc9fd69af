using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AkkaChat.Server.Transports;

/// <summary>A certificate with its key and the certificates of its issuers, as it is presented to clients.</summary>
/// <param name="Context">
/// Built once: it has the issuers' certificates, which SslStream would otherwise leave out or look for at each handshake.
/// </param>
/// <param name="Hash">Of the files that it was read from.</param>
internal sealed record TlsCertificate(SslStreamCertificateContext Context, string Hash)
{
    private const string EncryptedKey = "ENCRYPTED PRIVATE KEY";

    /// <summary>The name of the server in it, for people.</summary>
    public string Subject => Context.TargetCertificate.Subject;

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset Expiry => Context.TargetCertificate.NotAfter;

    /// <exception cref="TlsCertificateException">The files cannot be read, or are not a certificate and its key.</exception>
    /// <param name="current">Is returned if the files have not changed since it was read.</param>
    public static async Task<TlsCertificate> LoadAsync(PemFiles files, TlsCertificate? current = null)
    {
        var certificate = await ReadAsync(files.Certificate);
        var key = files.Key.Length == 0 ? certificate : await ReadAsync(files.Key);
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{certificate}\n{key}")));
        if (current?.Hash == hash)
            return current;

        try
        {
            return Parse(certificate, key, files.KeyPassword, hash);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            var names = files.Key.Length == 0 ? files.Certificate : $"{files.Certificate} and {files.Key}";
            // The message of .NET does not always name a wrong password.
            var password = IsEncrypted(key) ? "; or the password of the key is wrong" : "";
            throw new TlsCertificateException($"{names}: {exception.Message.TrimEnd('.')}{password}");
        }
    }

    private static bool IsEncrypted(string key) => key.Contains(EncryptedKey, StringComparison.Ordinal);

    private static TlsCertificate Parse(string certificate, string key, string password, string hash)
    {
        var leaf = IsEncrypted(key)
            ? X509Certificate2.CreateFromEncryptedPem(certificate, key, password)
            : X509Certificate2.CreateFromPem(certificate, key);
        var issuers = new X509Certificate2Collection();
        issuers.ImportFromPem(certificate);
        issuers.RemoveAt(0);
        return new TlsCertificate(SslStreamCertificateContext.Create(leaf, issuers, offline: true), hash);
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TlsCertificateException(exception.Message);
        }
    }
}
