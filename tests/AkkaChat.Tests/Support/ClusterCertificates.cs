using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaChat.Tests.Support;

/// <summary>Certificates of nodes as files: of the authority that all trust, and of a foreign one.</summary>
internal static class ClusterCertificates
{
    /// <summary>With its key, as the next one.</summary>
    public const string Node = "node.pem";
    public const string Foreign = "foreign.pem";
    public const string Authority = "ca.pem";

    private static readonly X509Certificate2 Trusted = CreateAuthority("CN=authority");

    public static X509Certificate2 ForeignAuthority { get; } = CreateAuthority("CN=another authority");

    /// <param name="begin">Of the certificates; null: of their authorities, as the next.</param>
    public static void Write(TempFolder folder, DateTimeOffset? begin = null, DateTimeOffset? end = null)
    {
        File.WriteAllText(folder.PathOf(Authority), Trusted.ExportCertificatePem());
        File.WriteAllText(folder.PathOf(Node), Issue(Trusted, begin, end));
        File.WriteAllText(folder.PathOf(Foreign), Issue(ForeignAuthority, begin, end));
    }

    /// <returns>Arguments of a node.</returns>
    public static string[] Arguments(TempFolder folder, string certificate = Node) =>
        ["--set", $"cluster.tls.certificate={folder.PathOf(certificate)}", "--set", $"cluster.tls.ca={folder.PathOf(Authority)}"];

    /// <param name="issuer">URL of the issuer's certificate (AIA).</param>
    /// <returns>A certificate of the foreign authority, with its key.</returns>
    public static X509Certificate2 IssueUntrusted(Uri issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=untrusted", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [$"{issuer}"]));
        using var certificate = request.Create(
            ForeignAuthority, ForeignAuthority.NotBefore, ForeignAuthority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 CreateAuthority(string name)
    {
        // Its key is kept for the certificates.
        var request = new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private static string Issue(X509Certificate2 authority, DateTimeOffset? begin, DateTimeOffset? end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256)
            .Create(authority, begin ?? authority.NotBefore, end ?? authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
