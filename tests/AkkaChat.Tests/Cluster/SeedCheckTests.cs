using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Cluster;

public sealed class SeedCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SeedCheckTests() => ClusterCertificates.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_several_seeds_each_has_its_cause()
    {
        var (first, second) = (Seed(FreePort.Find()), Seed(FreePort.Find()));

        Assert.Equal([$"{first} refuses connections", $"{second} refuses connections"], await new SeedCheck(null).ExplainAsync([first, second]));
    }

    /// <summary>A name with spaces, which no DNS server is asked for: one may answer late.</summary>
    [Fact]
    public async Task A_name_that_does_not_exist_cannot_be_resolved() =>
        Assert.Equal(
            ["no such host:9200 has a name that cannot be resolved"],
            await new SeedCheck(null).ExplainAsync([new HostPort("no such host", 9200)]));

    /// <summary>TCP has no broadcast.</summary>
    [Fact]
    public async Task An_address_that_leads_nowhere_cannot_be_reached() =>
        Assert.StartsWith(
            "255.255.255.255:9200 cannot be reached: ",
            Assert.Single(await new SeedCheck(null).ExplainAsync([new HostPort("255.255.255.255", 9200)])),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_seed_that_accepts_nothing_does_not_answer()
    {
        using var seed = Listener(backlog: 0);
        List<TcpClient> clients = [new(), new(), new()];
        await clients[0].ConnectAsync((IPEndPoint)seed.LocalEndpoint);
        // The kernel takes no more of these than fit into the backlog.
        clients[1..].ForEach(client => _ = client.ConnectAsync((IPEndPoint)seed.LocalEndpoint));

        await AssertCauseAsync("does not answer", seed, tls: null);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_seed_that_answers_is_in_another_cluster()
    {
        using var seed = Listener();

        Assert.Equal(
            [$"{seed.LocalEndpoint} answers, but is in no cluster with this node", "compare cluster.seeds, cluster.host and cluster.port of all nodes"],
            await new SeedCheck(null).ExplainAsync([Seed(seed.LocalEndpoint)]));
    }

    [Fact]
    public async Task A_seed_that_answers_over_TLS_is_in_another_cluster()
    {
        using var seed = TlsSeed(ClusterCertificates.Node, SslProtocols.Tls13, isTrusting: true);

        Assert.Equal(
            [$"{seed.LocalEndpoint} answers, but is in no cluster with this node", "compare cluster.seeds, cluster.host and cluster.port of all nodes"],
            await new SeedCheck(await TlsAsync()).ExplainAsync([Seed(seed.LocalEndpoint)]));
    }

    [Fact]
    public async Task A_seed_may_speak_no_TLS()
    {
        var endpoint = FreePort.Find();
        using var seed = new ClosingListener(endpoint);

        Assert.Equal([$"{endpoint} does not answer a TLS handshake"], await new SeedCheck(await TlsAsync()).ExplainAsync([Seed(endpoint)]));
    }

    [Fact]
    public async Task A_seed_may_expect_TLS()
    {
        using var seed = TlsSeed(ClusterCertificates.Node, SslProtocols.Tls13, isTrusting: false);

        await AssertCauseAsync("expects TLS, and this node has no cluster.tls", seed, tls: null);
    }

    [Fact]
    public async Task The_certificate_of_a_seed_may_be_of_another_authority()
    {
        using var seed = TlsSeed(ClusterCertificates.Foreign, SslProtocols.Tls13, isTrusting: true);

        await AssertCauseAsync("has a certificate that is not of an authority in cluster.tls.ca", seed, await TlsAsync());
    }

    [Fact]
    public async Task The_certificate_of_a_seed_may_have_expired()
    {
        var tls = await TlsAsync();
        ClusterCertificates.Write(_folder, end: DateTimeOffset.UtcNow.AddHours(-1));
        using var seed = TlsSeed(ClusterCertificates.Node, SslProtocols.Tls13, isTrusting: true);

        await AssertCauseAsync("has a certificate that has expired", seed, tls);
    }

    [Fact]
    public async Task The_certificate_of_a_seed_may_not_be_valid_yet()
    {
        var tls = await TlsAsync();
        ClusterCertificates.Write(_folder, begin: DateTimeOffset.UtcNow.AddHours(1));
        using var seed = TlsSeed(ClusterCertificates.Node, SslProtocols.Tls13, isTrusting: true);

        await AssertCauseAsync("has a certificate that is not valid yet", seed, tls);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_seed_may_refuse_the_certificate_of_this_node(SslProtocols version)
    {
        using var seed = TlsSeed(ClusterCertificates.Node, version, isTrusting: false);

        await AssertCauseAsync("refuses the certificate of this node", seed, await TlsAsync());
    }

    [Fact]
    public async Task The_certificate_of_this_node_may_be_of_another_authority()
    {
        var foreign = await TlsAsync(ClusterCertificates.Foreign);
        var seed = Seed(FreePort.Find());

        Assert.Equal(
            ["the certificate of this node is not of an authority in cluster.tls.ca", $"{seed} refuses connections"],
            await new SeedCheck(foreign).ExplainAsync([seed]));
    }

    private static async Task AssertCauseAsync(string cause, TcpListener seed, DotNettySslSetup? tls) =>
        Assert.Equal([$"{seed.LocalEndpoint} {cause}"], await new SeedCheck(tls).ExplainAsync([Seed(seed.LocalEndpoint)]));

    private static HostPort Seed(EndPoint endpoint) => new((IPEndPoint)endpoint);

    private static TcpListener Listener(int backlog = 8)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog);
        return listener;
    }

    private Task<DotNettySslSetup> TlsAsync(string certificate = ClusterCertificates.Node) => NodeCertificate.LoadAsync(new ClusterTlsSettings(
        new PemFiles(_folder.PathOf(certificate), Key: "", KeyPassword: ""), _folder.PathOf(ClusterCertificates.Authority)));

    /// <summary>Accepts one connection, whose client has to have a certificate.</summary>
    /// <param name="isTrusting">Whether any certificate is accepted, or none.</param>
    private TcpListener TlsSeed(string certificate, SslProtocols version, bool isTrusting)
    {
        var listener = Listener();
        var own = X509Certificate2.CreateFromPemFile(_folder.PathOf(certificate));
        _ = ServeAsync();
        return listener;

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = own,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = version,
                    RemoteCertificateValidationCallback = (_, client, _, _) => isTrusting && client is not null,
                });
                await stream.ReadExactlyAsync(new byte[1]);
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException)
            {
                // The client has gone, or was refused.
            }
        }
    }
}
