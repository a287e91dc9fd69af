using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaChat.Bench.Servers;

/// <summary>The certificate of servers that are started here.</summary>
internal static class BenchCertificate
{
    private static readonly X509Certificate2 Certificate = Create();

    /// <summary>For clients, which accept this certificate only.</summary>
    public static readonly SslClientAuthenticationOptions ClientOptions = new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = (_, presented, _, _) =>
            presented?.GetCertHashString() == Certificate.GetCertHashString(),
    };

    /// <summary>Writes the certificate and its key.</summary>
    /// <returns>The path of the PEM file that has both.</returns>
    public static string Write()
    {
        var path = Path.GetFullPath("artifacts/bench/server.pem");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(
            path,
            $"{Certificate.ExportCertificatePem()}\n{Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
