using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using AkkaChat.Server.Connections;

namespace AkkaChat.Server.Cluster;

/// <summary>Finds out why seeds are not in the cluster of this node: connects to each of them as a node does.</summary>
/// <param name="tls">Null for no TLS between the nodes.</param>
internal sealed class SeedCheck(DotNettySslSetup? tls)
{
    private const string Silent = "does not answer";
    private const string NotTls = "does not answer a TLS handshake";
    private const string ExpectsTls = "expects TLS, and this node has no cluster.tls";
    private const string RefusesOwn = "refuses the certificate of this node";
    private const string Elsewhere = "answers, but is in no cluster with this node";

    /// <summary>To connect, and for each answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <returns>One text for each seed, and one more if something is wrong with this node.</returns>
    public async Task<IReadOnlyList<string>> ExplainAsync(IReadOnlyList<HostPort> seeds)
    {
        var causes = await Task.WhenAll(seeds.Select(CauseAsync));
        List<string> lines = [.. seeds.Zip(causes, (seed, cause) => $"{seed} {cause}")];
        if (tls is not null && ProblemOf(tls.Certificate, null, SslPolicyErrors.None) is { } problem)
            lines.Insert(0, $"the certificate of this node {problem}");
        if (causes.Length > 0 && causes.All(cause => cause == Elsewhere))
            lines.Add("compare cluster.seeds, cluster.host and cluster.port of all nodes");
        return lines;
    }

    private async Task<string> CauseAsync(HostPort seed)
    {
        using var expired = new CancellationTokenSource(Timeout);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // On Linux .NET cannot cancel getaddrinfo; the timeout abandons it.
            await socket.ConnectAsync(seed.Host, seed.Port, expired.Token).AsTask().WaitAsync(expired.Token);
        }
        catch (OperationCanceledException)
        {
            return Silent;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "has a name that cannot be resolved",
                SocketError.ConnectionRefused => "refuses connections",
                SocketError.TimedOut => Silent,
                _ => $"cannot be reached: {exception.Message}",
            };
        }

        return await HandshakeAsync(seed, socket);
    }

    /// <summary>Without TLS too: a node that expects it answers nothing else.</summary>
    private async Task<string> HandshakeAsync(HostPort seed, Socket socket)
    {
        var hasCertificate = false;
        string? problem = null;
        using var expired = new CancellationTokenSource(Timeout);
        await using var stream = new SslStream(new NetworkStream(socket));
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = seed.Host,
                    // Whatever authorities the seed asks for.
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => tls?.Certificate!,
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    {
                        hasCertificate = true;
                        problem = ProblemOf(certificate as X509Certificate2, chain, errors);
                        return problem is null;
                    },
                },
                expired.Token);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
        {
            if (!hasCertificate)
                return tls is null ? Elsewhere : NotTls;
        }

        if (tls is null)
            return ExpectsTls;
        if (problem is not null)
            return $"has a certificate that {problem}";
        return stream.IsAuthenticated && await StaysOpenAsync(stream) ? Elsewhere : RefusesOwn;
    }

    /// <summary>With TLS 1.3 a client learns by its first read that the server has refused its certificate.</summary>
    private static async Task<bool> StaysOpenAsync(SslStream stream)
    {
        using var expired = new CancellationTokenSource(Timeout);
        try
        {
            return await stream.ReadAsync(new byte[1], expired.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <returns>Null for a certificate that the nodes trust.</returns>
    private string? ProblemOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (tls is null || tls.CustomValidator!(certificate, chain, "", errors, NoLogger.Instance))
            return null;
        if (certificate?.NotAfter < DateTime.Now)
            return "has expired";
        return certificate?.NotBefore > DateTime.Now ? "is not valid yet" : "is not of an authority in cluster.tls.ca";
    }
}
