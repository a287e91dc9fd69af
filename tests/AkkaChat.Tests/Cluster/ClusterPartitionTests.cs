using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Three nodes whose links fail, each in a network namespace: the tests must be root, and need iproute2.</summary>
public sealed class ClusterPartitionTests(ITestOutputHelper log) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactInCi]
    public async Task Members_of_two_nodes_go_on_without_the_third_whose_members_read_nothing_else()
    {
        await using var network = await NodeNetwork.CreateAsync(3);
        using var cluster = await StartAsync(network);
        using var witnesses = new Witnesses(cluster);
        await witnesses.JoinAsync();

        // Too short to be noticed.
        await CutAsync(network, cluster.Sequencer, Others(cluster.Sequencer));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await MendAsync(network, cluster.Sequencer, Others(cluster.Sequencer));
        await witnesses.GoOnAsync(100, 0, 1, 2);

        foreach (var isSequencer in (bool[])[false, true])
        {
            var node = isSequencer ? cluster.Sequencer : Others(cluster.Sequencer)[0];
            await CutAsync(network, node, Others(node));
            await witnesses.ClosedAsync(node);
            await witnesses.GoOnAsync(100, Others(node));
            Assert.Equal(1, await cluster[node].ExitAsync());

            await MendAsync(network, node, Others(node));
            cluster.Start(node);
            await cluster.ListeningAsync(node);
            await witnesses.JoinAsync(node);
            await witnesses.GoOnAsync(20, 0, 1, 2);
        }

        await witnesses.AssertOneOrderAsync();
    }

    /// <summary>Both are removed; the third, which has the sequencer, is no majority then.</summary>
    [FactInCi]
    public async Task Members_see_one_order_and_are_disconnected_when_only_the_link_between_two_nodes_is_cut()
    {
        await using var network = await NodeNetwork.CreateAsync(3);
        using var cluster = await StartAsync(network);
        using var witnesses = new Witnesses(cluster);
        await witnesses.JoinAsync();

        var relays = Others(cluster.Sequencer);
        await network.CutAsync(relays[0], relays[1]);

        for (var node = 0; node < 3; node++)
            await witnesses.ClosedAsync(node);
        await witnesses.AssertOneOrderAsync();
    }

    private async Task<ClusterProcesses> StartAsync(NodeNetwork network)
    {
        TestCertificate.Issue().Write(_folder);
        File.WriteAllText(_folder.PathOf("ca.pem"), TestCertificate.Root.ExportCertificatePem());
        var cluster = new ClusterProcesses(
            log, 3, "--set", $"cluster.tls.certificate={_folder.PathOf("chain.pem")}", "--set", $"cluster.tls.key={_folder.PathOf("key.pem")}",
            "--set", $"cluster.tls.ca={_folder.PathOf("ca.pem")}")
        {
            Network = network,
        };
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    private static int[] Others(int node) => [(node + 1) % 3, (node + 2) % 3];

    private static Task CutAsync(NodeNetwork network, int node, int[] others) => Task.WhenAll(others.Select(other => network.CutAsync(node, other)));

    private static Task MendAsync(NodeNetwork network, int node, int[] others) => Task.WhenAll(others.Select(other => network.MendAsync(node, other)));
}
