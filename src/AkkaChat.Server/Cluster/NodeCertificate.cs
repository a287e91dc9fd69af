using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using AkkaChat.Server.Transports;

namespace AkkaChat.Server.Cluster;

/// <summary>How nodes authenticate each other: both present a certificate of one of the configured authorities.</summary>
internal static class NodeCertificate
{
    /// <summary>
    /// AppContext data of .NET: the largest certificate, in bytes, that it downloads from the URL of the issuer in a peer's certificate. With
    /// 0 it downloads none, since HttpClient refuses that limit (X509ResourceClient.cs).
    /// </summary>
    private const string DownloadLimit = "System.Security.Cryptography.AiaDownloadLimit";

    /// <exception cref="TlsCertificateException">A file cannot be read, or is not what it has to be.</exception>
    public static async Task<DotNettySslSetup> LoadAsync(ClusterTlsSettings settings)
    {
        // Of the whole process, the export of metrics included: DotNetty's TlsHandler takes no X509ChainPolicy. Not needed for a server
        // with .NET 11, which downloads nothing by default.
        AppContext.SetData(DownloadLimit, 0);
        var own = await TlsCertificate.LoadAsync(settings.Files);
        var authorities = LoadAuthorities(settings.Authorities);
        // Akka.Remote sends the certificate without those of its issuers, which the nodes mostly have in common.
        X509Certificate2Collection issuers = [.. own.Context.IntermediateCertificates];
        return new DotNettySslSetup(
            own.Context.TargetCertificate,
            suppressValidation: false,
            requireMutualAuthentication: true,
            validateCertificateHostname: false,
            (certificate, chain, _, errors, _) => IsTrusted(certificate, chain, errors, authorities, issuers));
    }

    /// <summary>Whether a certificate was issued by one of the authorities, whatever the system trusts.</summary>
    /// <param name="issuers">Certificates that may stand between the two.</param>
    public static bool IsTrusted(
        X509Certificate2? certificate,
        X509Chain? received,
        SslPolicyErrors errors,
        X509Certificate2Collection authorities,
        X509Certificate2Collection issuers)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(issuers);
        if (received is not null)
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection LoadAuthorities(string path)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            return authorities.Count > 0 ? authorities : throw new TlsCertificateException($"{path}: no certificate in it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TlsCertificateException($"{path}: {exception.Message.TrimEnd('.')}");
        }
    }
}
