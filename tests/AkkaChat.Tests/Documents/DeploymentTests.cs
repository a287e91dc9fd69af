using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using AkkaChat.Server.Cluster;
using AkkaChat.Server.Configuration;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Documents;

/// <summary>The examples of clusters in <c>deploy</c> are accepted by the programs that read them, and agree with each other.</summary>
public sealed partial class DeploymentTests : IDisposable
{
    private static readonly string Certificates = PathOf("node-certificates.sh");
    private static readonly string Compose = File.ReadAllText(PathOf("compose/compose.yaml"));
    private static readonly string HaProxy = File.ReadAllText(PathOf("compose/haproxy.cfg"));
    private static readonly string Kubernetes = File.ReadAllText(PathOf("kubernetes/akkachat.yaml"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactIfInstalled("openssl")]
    public async Task The_server_accepts_the_configuration_of_each_node_and_its_certificates()
    {
        await IssueAsync();

        foreach (var (text, variable) in ComposeNodes().Concat(KubernetesNodes()))
        {
            var file = _folder.Write(SecretPath().Replace(text, $"{_folder.PathOf("")}/"));
            Assert.Equal(
                (0, "configuration is valid\n", ""),
                await Tool.RunAsync("env", variable, ServerProcess.Executable, "--config", file, "--check-config"));
        }
    }

    [FactIfInstalled("openssl")]
    public async Task A_renewed_certificate_of_a_node_is_another_one_of_the_same_authority()
    {
        await IssueAsync();
        var before = Certificate("node.pem");
        var authority = Certificate("nodes-ca.pem");

        await IssueAsync();

        var after = Certificate("node.pem");
        Assert.NotEqual(before.SerialNumber, after.SerialNumber);
        Assert.Equal(authority, Certificate("nodes-ca.pem"));
        Assert.All([before, after], node => Assert.True(NodeCertificate.IsTrusted(node, received: null, default, [authority], [])));
        Assert.Equal((0, "600\n", ""), await Tool.RunAsync("stat", "--format=%a", _folder.PathOf("nodes-ca-key.pem")));
    }

    /// <summary>A container's user must be able to read it, and no other user of the machine.</summary>
    [FactIfInstalled("openssl")]
    public async Task The_key_of_the_nodes_can_be_read_by_others_only_within_a_folder_that_is_closed_to_them()
    {
        var key = _folder.PathOf("node-key.pem");
        await IssueAsync();
        Assert.Equal((0, "644\n", ""), await Tool.RunAsync("stat", "--format=%a", key));

        await Tool.RunAsync("chmod", "755", _folder.PathOf(""));
        await IssueAsync();
        Assert.Equal((0, "600\n", ""), await Tool.RunAsync("stat", "--format=%a", key));
    }

    [FactIfInstalled("haproxy")]
    public async Task HAProxy_accepts_its_configuration()
    {
        var (exitCode, output, errors) = await Tool.RunAsync("haproxy", "-c", "-f", PathOf("compose/haproxy.cfg"));

        Assert.True(exitCode == 0, output + errors);
        Assert.DoesNotContain("WARNING", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_node_is_a_seed_of_all()
    {
        foreach (var nodes in new[] { ComposeNodes(), KubernetesNodes() })
        {
            var settings = nodes.Select(Load).ToList();
            Assert.Equal(3, settings.Count);
            Assert.All(settings, node => Assert.Equal(settings.Select(other => other.Cluster!.Address), node.Cluster!.Seeds));
        }
    }

    [Fact]
    public void HAProxy_sends_clients_to_the_ports_of_the_nodes_and_is_trusted_by_them()
    {
        var nodes = ComposeNodes().Select(Load).ToList();

        Assert.Equal(
            nodes.Select(node => $"{node.Cluster!.Address.Host} {AddressOf(node)}:{node.Listen.Port}"),
            ServerPattern().Matches(HaProxy).Select(server => server.Groups[1].Value));
        Assert.All(nodes, node => Assert.Equal(node.Health!.Port, Number(HaProxy, @"check port (\d+)")));
        var proxy = Text(Compose, @"haproxy:2[\s\S]*?ipv4_address: (\S+)");
        Assert.All(ComposeNodes(), node => Assert.Contains($"proxy-protocol.trusted = [\"{proxy}\"]", node.Text, StringComparison.Ordinal));
        Assert.InRange(Number(Compose, @"haproxy:2[\s\S]*?nofile: (\d+)"), (2 * Number(HaProxy, @"maxconn (\d+)")) + 100, int.MaxValue);
    }

    [Fact]
    public void The_ports_in_the_pods_are_those_of_the_configuration()
    {
        var node = Load(KubernetesNodes().First());

        Assert.Equal(
            [node.Listen.Port, node.Health!.Port, node.Cluster!.Address.Port],
            ContainerPortPattern().Matches(Kubernetes).Select(port => int.Parse(port.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_node_has_the_time_to_shut_down_and_to_leave_the_cluster()
    {
        var composed = Load(ComposeNodes().First());
        var orchestrated = Load(KubernetesNodes().First());

        Assert.InRange(Number(Compose, @"stop_grace_period: (\d+)s"), SecondsToStop(composed), 60);
        Assert.InRange(
            Number(Kubernetes, @"terminationGracePeriodSeconds: (\d+)") - Number(Kubernetes, @"sleep:\s+seconds: (\d+)"),
            SecondsToStop(orchestrated),
            60);
    }

    private static string PathOf(string name) => Path.Combine(MarkdownPage.Repository, "deploy", name);

    /// <summary>The text of the configuration of each node, and the variable of its environment.</summary>
    private static IEnumerable<(string Text, string Variable)> ComposeNodes()
    {
        var text = File.ReadAllText(PathOf("compose/akkachat.hocon"));
        return HostPattern().Matches(Compose).Select(host => (text, $"AKKACHAT_HOST={host.Groups[1].Value}"));
    }

    private static IEnumerable<(string Text, string Variable)> KubernetesNodes()
    {
        var text = Text(Kubernetes, @"  akkachat\.hocon: \|\n((?:    .*\n)+)");
        var name = Text(Kubernetes, @"kind: StatefulSet\nmetadata:\n  name: (\S+)");
        return Enumerable.Range(0, Number(Kubernetes, @"replicas: (\d+)")).Select(number => (text, $"POD_NAME={name}-{number}"));
    }

    private static string AddressOf(ChatSettings node) =>
        Text(Compose, $@"AKKACHAT_HOST: {node.Cluster!.Address.Host}\n[\s\S]*?ipv4_address: (\S+)");

    private ChatSettings Load((string Text, string Variable) node)
    {
        var (name, value) = (node.Variable.Split('=')[0], node.Variable.Split('=')[1]);
        return ConfigurationLoader.Load([_folder.Write(node.Text)], [], variable => variable == name ? value : null).Settings;
    }

    /// <summary>The longest time of a shutdown, its last steps outside of Akka included.</summary>
    private static double SecondsToStop(ChatSettings node)
    {
        var akka = AkkaClusterConfig.Create(node.Cluster!, longestPost: 0);
        string[] phases = ["cluster-leave", "cluster-exiting", "cluster-exiting-done", "cluster-shutdown"];
        return node.ShutdownGrace.TotalSeconds + 5
            + phases.Sum(phase => akka.GetTimeSpan($"akka.coordinated-shutdown.phases.{phase}.timeout").TotalSeconds);
    }

    private async Task IssueAsync()
    {
        var (exitCode, _, errors) = await Tool.RunAsync("sh", Certificates, _folder.PathOf(""));
        Assert.True(exitCode == 0, errors);
    }

    private X509Certificate2 Certificate(string name) => X509CertificateLoader.LoadCertificateFromFile(_folder.PathOf(name));

    private static int Number(string text, string pattern) => int.Parse(Text(text, pattern), CultureInfo.InvariantCulture);

    private static string Text(string text, string pattern) => Assert.Single(Regex.Matches(text, pattern)).Groups[1].Value;

    /// <summary>Where the certificates are in the containers.</summary>
    [GeneratedRegex("(/run/secrets/|/etc/akkachat/nodes/)")]
    private static partial Regex SecretPath();

    [GeneratedRegex("AKKACHAT_HOST: (\\S+)")]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"^    server (\S+ \S+)", RegexOptions.Multiline)]
    private static partial Regex ServerPattern();

    [GeneratedRegex(@"containerPort: (\d+)")]
    private static partial Regex ContainerPortPattern();
}
