using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaChat.Tests.Support;

/// <summary>A certificate of <c>localhost</c> with an intermediate of its own; the clients of the tests know the root only.</summary>
internal sealed class TestCertificate
{
    public const string Host = "localhost";

    private const string Line = "\n";
    private static readonly DateTimeOffset RootEnd = DateTimeOffset.UtcNow.AddYears(10);

    private readonly AsymmetricAlgorithm _key;
    private readonly X509Certificate2 _intermediate;
    private readonly X509Certificate2 _leaf;

    private TestCertificate(AsymmetricAlgorithm key, X509Certificate2 intermediate, X509Certificate2 leaf)
    {
        _key = key;
        _intermediate = intermediate;
        _leaf = leaf;
    }

    public static X509Certificate2 Root { get; } = CreateRoot();

    public string SerialNumber => _leaf.SerialNumber;

    /// <summary>The leaf and the intermediate.</summary>
    public string Chain => _leaf.ExportCertificatePem() + Line + _intermediate.ExportCertificatePem() + Line;

    public string Key => _key.ExportPkcs8PrivateKeyPem() + Line;

    /// <param name="isRsa">RSA 2048, otherwise P-256.</param>
    /// <param name="end">Null: in a year.</param>
    public static TestCertificate Issue(bool isRsa = false, DateTimeOffset? end = null)
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuer = Sign(Authority("AkkaChat test intermediate", issuerKey), Root, RootEnd).CopyWithPrivateKey(issuerKey);
        AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={Host}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={Host}", (ECDsa)key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var leaf = Sign(request, issuer, end ?? DateTimeOffset.UtcNow.AddYears(1));
        return new TestCertificate(key, X509CertificateLoader.LoadCertificate(issuer.RawData), leaf);
    }

    public string EncryptedKey(string password) => _key.ExportEncryptedPkcs8PrivateKeyPem(
        password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000)) + Line;

    /// <summary>Writes the chain to <c>chain.pem</c> and the key to <c>key.pem</c>, over those of another certificate.</summary>
    public void Write(TempFolder folder)
    {
        File.WriteAllText(folder.PathOf("chain.pem"), Chain);
        File.WriteAllText(folder.PathOf("key.pem"), Key);
    }

    /// <summary>Settings of a server that listens for TLS with the files of <see cref="Write"/>.</summary>
    public static (string Key, string Value)[] Settings(TempFolder folder) =>
    [
        ("tls.listen", "127.0.0.1:0"),
        ("tls.certificate", folder.PathOf("chain.pem")),
        ("tls.key", folder.PathOf("key.pem")),
    ];

    private static X509Certificate2 CreateRoot()
    {
        // Its key is kept: it signs the intermediates.
        var request = Authority("AkkaChat test root", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), RootEnd);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset end)
    {
        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        return request.Create(issuer.SubjectName, generator, issuer.NotBefore, end, RandomNumberGenerator.GetBytes(8));
    }
}
