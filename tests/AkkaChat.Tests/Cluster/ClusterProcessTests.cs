using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Several real servers as one room.</summary>
public sealed class ClusterProcessTests(ITestOutputHelper log)
{
    [Fact]
    public async Task A_node_alone_is_a_room()
    {
        using var cluster = new ClusterProcesses(log, 1, "--set", "health.listen=127.0.0.1:0");
        await cluster.StartAsync();
        var node = cluster[0];
        using var alice = await node.JoinAsync("alice");
        using var bob = await node.JoinAsync("bob");

        await alice.SendAsync("hello\n");

        Assert.Equal("alice:hello", await bob.ReadLineAsync());
        Assert.Equal((200, "ok\n"), await node.Health().GetAsync("/readyz"));
        await node.StopAsync();
        Assert.Empty(node.Errors);
    }

    [Fact]
    public async Task A_node_without_a_majority_of_the_seeds_takes_no_clients()
    {
        using var cluster = new ClusterProcesses(log, 3, "--set", "health.listen=127.0.0.1:0");
        var node = cluster.Start(0);

        var health = await node.LoggedAsync("Health checks on ");
        var probe = new HttpProbe(IPEndPoint.Parse(health[(health.LastIndexOf(' ') + 1)..]));
        await probe.UntilAsync("/readyz", 503, "the tcp port is not open\nthe room of the cluster is not open yet\n");

        node.Terminate();
        Assert.Equal(0, await node.ExitAsync());
        Assert.DoesNotContain(node.Output, line => line.Contains("Listening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_single_server_loads_nothing_of_a_cluster()
    {
        using var server = await ServerProcess.StartListeningAsync();
        using var alice = await server.JoinAsync("alice");

        Assert.DoesNotContain(server.Mappings(), path => path.Contains("Akka.Cluster", StringComparison.Ordinal)
            || path.Contains("Akka.Remote", StringComparison.Ordinal) || path.Contains("DotNetty", StringComparison.Ordinal));
        Assert.Contains(server.Mappings(), path => path.Contains("Akka.dll", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cluster.host=192.0.2.1", "akkachat.cluster.tls must have a certificate, its key and a ca")]
    [InlineData("cluster.port=9200", "akkachat.cluster.host must be the name or IP address")]
    [InlineData("cluster.tls.certificate=/none.pem", "akkachat.cluster.tls.certificate and cluster.tls.ca must both be paths")]
    public async Task A_node_that_cannot_be_safe_does_not_start(string setting, string problem)
    {
        using var node = ServerProcess.Start("--set", "cluster.enabled=on", "--set", setting);

        var errors = await node.RefusalAsync(exitCode: 2);

        Assert.Contains(errors, line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task JSON_of_another_process_is_refused_and_the_room_goes_on()
    {
        using var cluster = new ClusterProcesses(log, 1);
        await cluster.StartAsync();
        using var alice = await cluster[0].JoinAsync("alice");
        // Akka's own serializer, which writes the type of an object and lets the receiver create it.
        await using var stranger = new AkkaNode("akka.actor.provider = remote");

        stranger.Tell(cluster.AddressOf(0), "/user/room", new Uri("http://example.org"));

        await cluster[0].LoggedAsync("JSON from other nodes is refused");
        await alice.SendAsync("still here\n");
        Assert.Equal("alice:still here", await alice.ReadLineAsync());
    }

    [FactInCi]
    public async Task A_node_among_nodes_of_a_version_that_it_does_not_understand_ends_with_the_reason()
    {
        var other = $"{FreePort.Find()}";
        await using var node = AkkaNode.InCluster("akka.cluster.app-version = 7", other, other);
        using var cluster = new ClusterProcesses(log, 1, "--set", $"cluster.seeds=[\"{other}\"]");

        var refused = cluster.Start(0);

        Assert.Equal(1, await refused.ExitAsync());
        Assert.Equal(
            $"failed: this node is in no room after 30 s; {other} has version 7 of the messages between nodes, this one 1",
            refused.Errors.Last());
    }

    /// <summary>Is no server: none of the next version exists, whose messages would be another matter.</summary>
    [FactInCi]
    public async Task A_node_of_the_next_version_is_taken_in_and_the_room_goes_on()
    {
        using var cluster = new ClusterProcesses(log, 3);
        var (first, second) = (cluster.Start(0), cluster.Start(2));
        await first.ListeningAsync();
        await second.ListeningAsync();
        using var alice = await Witness.JoinAsync(first, 1);
        using var bob = await Witness.JoinAsync(second, 2);

        await using var next = AkkaNode.InCluster($"akka.cluster.app-version = {NodeVersion.Current + 1}", cluster.NameOf(1), cluster.NameOf(0));

        await first.LoggedAsync($"Node {cluster.NameOf(1)} is up");
        await second.LoggedAsync($"Node {cluster.NameOf(1)} is up");
        await Task.WhenAll(alice.GoesOnAsync(), bob.GoesOnAsync());
    }

    [Fact]
    public async Task A_node_downloads_no_issuer_of_an_untrusted_certificate()
    {
        using var folder = new TempFolder();
        ClusterCertificates.Write(folder);
        using var cluster = new ClusterProcesses(log, 1, ClusterCertificates.Arguments(folder));
        await cluster.StartAsync();
        using var issuers = new TcpListener(IPAddress.Loopback, 0);
        issuers.Start();
        using var certificate = ClusterCertificates.IssueUntrusted(new Uri($"http://{issuers.LocalEndpoint}/issuer.crt"));
        var address = HostPort.Parse(cluster.NameOf(0));
        using var client = new TcpClient(address.Host, address.Port);
        await using var stream = new SslStream(client.GetStream());

        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, node, _, _) => node is not null,
        }).WaitAsync(Eventually.DefaultTimeout);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Eventually.DefaultTimeout));

        Assert.False(issuers.Pending());
    }

    [FactInCi]
    public async Task Members_stay_over_TLS_when_other_nodes_leave_or_die_and_strangers_stay_out()
    {
        using var folder = new TempFolder();
        TestCertificate.Issue().Write(folder);
        File.WriteAllText(folder.PathOf("ca.pem"), TestCertificate.Root.ExportCertificatePem());
        File.WriteAllText(folder.PathOf("other.pem"), ClusterCertificates.ForeignAuthority.ExportCertificatePem());
        using var cluster = new ClusterProcesses(
            log, 3, "--set", $"cluster.tls.certificate={folder.PathOf("chain.pem")}", "--set", $"cluster.tls.key={folder.PathOf("key.pem")}",
            "--set", $"cluster.tls.ca={folder.PathOf("ca.pem")}");
        await cluster.StartAsync();
        // It trusts another authority.
        using var stranger = cluster.StartAnother("--set", $"cluster.tls.ca={folder.PathOf("other.pem")}");
        using var first = await Witness.JoinAsync(cluster[0], 1);
        await first.GoesOnAsync();
        using var second = await Witness.JoinAsync(cluster[1], 2);
        using var third = await Witness.JoinAsync(cluster[2], 3);
        await Task.WhenAll(second.GoesOnAsync(), third.GoesOnAsync());

        // The sequencer's node, without a word.
        cluster.Kill(0);
        var before = await first.ClosedAsync();
        await Task.WhenAll(second.GoesOnAsync(), third.GoesOnAsync());
        cluster.Start(0);
        await cluster.ListeningAsync(0);
        using var again = await Witness.JoinAsync(cluster[0], 4);
        await again.GoesOnAsync();

        // The next sequencer's node, in order.
        cluster[1].Terminate();
        var left = await second.ClosedAsync();
        Assert.Equal(0, await cluster[1].ExitAsync());
        await Task.WhenAll(third.GoesOnAsync(), again.GoesOnAsync());

        Witness.AssertOneOrder(before, [left, await third.StopAsync(), await again.StopAsync()]);
        Assert.DoesNotContain(stranger.Output, line => line.Contains("Listening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_port_of_a_node_is_its_own()
    {
        using var cluster = new ClusterProcesses(log, 1);
        await cluster.StartAsync();

        using var second = cluster.StartSame(0);

        Assert.Equal(3, await second.ExitAsync());
        Assert.Contains("Address already in use", Assert.Single(second.Errors), StringComparison.Ordinal);
    }

    [FactInCi]
    public async Task A_line_of_a_megabyte_reaches_the_members_of_another_node()
    {
        using var cluster = new ClusterProcesses(
            log, 2, "--set", "message.max-length=1MiB", "--set", "limits.max-pending=64MiB");
        await cluster.StartAsync();
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinAsync("bob");
        var message = new string('x', 1024 * 1024);

        await alice.SendAsync($"{message}\n");

        await bob.ReadUntilAsync($"alice:{message}");
    }

    [FactInCi]
    public async Task A_name_is_unique_over_all_nodes_and_free_again_when_its_member_or_its_node_has_gone()
    {
        using var cluster = new ClusterProcesses(log, 3, "--set", "username.unique=on");
        await cluster.StartAsync();
        using var bob = await cluster[0].JoinAsync("bob");
        var alice = await cluster[2].JoinAsync("alice");

        using (var second = await cluster[1].ConnectAsync())
        {
            await second.SendAsync("Alice\n");
            Assert.Equal("server:username is in use", await second.ReadLineAsync());
            Assert.Null(await second.ReadLineAsync());
        }

        alice.Dispose();
        using var third = await cluster[1].JoinAsync("alice");
        cluster.Kill(0);
        using var fourth = await cluster[1].JoinAsync("bob");

        await fourth.SendAsync("I am back\n");
        await third.ReadUntilAsync("bob:I am back");
    }

    [FactInCi]
    public async Task An_operator_of_one_node_commands_the_whole_room()
    {
        using var folder = new TempFolder();
        using var cluster = new ClusterProcesses(log, 3, "--set", $"control.socket={folder.PathOf("{node}.sock")}");
        cluster.Start(0);
        cluster.Start(1);
        await cluster.ListeningAsync(0);
        await cluster.ListeningAsync(1);
        var (first, second) = (new ControlSocket(folder.PathOf("0.sock")), new ControlSocket(folder.PathOf("1.sock")));
        using var alice = await cluster[0].JoinAsync("alice");
        using var bob = await cluster[1].JoinAsync("bob");
        using var mallory = await cluster[1].JoinAsync("mallory");

        var members = await first.WhoAsync();
        Assert.Equal(
            [("alice", cluster.NameOf(0)), ("bob", cluster.NameOf(1)), ("mallory", cluster.NameOf(1))],
            members.Select(member => (member.GetProperty("name").GetString(), member.GetProperty("node").GetString())));
        var id = $"#{members[1].GetProperty("id")}@{cluster.NameOf(1)}";
        Assert.Contains(id[1..], await second.DoneAsync("who"), StringComparison.Ordinal);

        // All have the same address, but not the same name.
        Assert.Equal("muted: 1, and 2 more with the same name or address\n", await first.DoneAsync("mute", id));
        await bob.SendAsync("unheard\n");
        await bob.ReadUntilAsync("server:your messages are not sent");
        Assert.Equal("mutes ended: 1\n", await second.DoneAsync("unmute", "bob"));
        Assert.Equal("disconnected: 1\n", await first.DoneAsync("kick", id, "--reason", "too loud"));
        Assert.EndsWith("server:an operator has disconnected you: too loud\n", await bob.ReadToEndAsync(), StringComparison.Ordinal);
        await cluster[1].LoggedAsync($"Operator of {cluster.NameOf(0)} (uid ");

        // What holds for a member of the second node holds on the first one, and on one that starts later.
        Assert.Equal(
            "disconnected: 1\nbanned for 1h0m: mallory\nbanned for 1h0m: 127.0.0.1/32\n", await first.DoneAsync("kick", "mallory", "--for", "1h"));
        Assert.Equal("bans ended: 1\n", await second.DoneAsync("unban", "127.0.0.1"));
        bob.Dispose();
        mallory.Dispose();
        await first.MembersAsync("alice");
        Assert.Equal("muted: 1\n", await second.DoneAsync("mute", "alice", "--for", "1h"));
        cluster.Start(2);
        await cluster.ListeningAsync(2);
        foreach (var node in new[] { 0, 2 })
        {
            using var refused = await cluster[node].ConnectAsync();
            await refused.SendAsync("mallory\n");
            Assert.Equal("server:this username is refused for now\n", await refused.ReadToEndAsync());
        }

        using var again = await cluster[2].ConnectAsync();
        await again.SendAsync("alice\nunheard\n");
        Assert.StartsWith("server:your messages are not sent for ", await again.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("mutes ended: 1\n", await first.DoneAsync("unmute", "alice"));
        Assert.Equal("bans ended: 1\n", await second.DoneAsync("unban", "mallory"));
        using var back = await cluster[2].JoinAsync("mallory");
    }
}
