using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Three nodes whose links fail, each in a network namespace: the tests must be root, and need iproute2.</summary>
public sealed class ClusterPartitionTests(ITestOutputHelper log) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// At first one node after the other is cut off from both others. Then only the link between two is cut, both of which are removed; the
    /// third, which has the sequencer, is no majority then.
    /// </summary>
    /// <param name="burst">Lines that each member sends at a time; 100 is full load.</param>
    [TheoryInCi]
    [InlineData(2, 1)]
    [InlineData(1, 100)]
    public async Task Members_of_a_majority_go_on_and_all_see_one_order_whichever_links_are_cut(int perNode, int burst)
    {
        await using var network = await NodeNetwork.CreateAsync(3);
        using var cluster = await StartAsync(network);
        using var witnesses = new Witnesses(cluster, perNode, burst);
        await witnesses.JoinAsync();

        // Too short to be noticed.
        await CutAsync(network, cluster.Sequencer, cluster.Others(cluster.Sequencer));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await MendAsync(network, cluster.Sequencer, cluster.Others(cluster.Sequencer));
        await witnesses.GoOnAsync(100, 0, 1, 2);

        foreach (var isSequencer in (bool[])[false, true])
        {
            var node = isSequencer ? cluster.Sequencer : cluster.Others(cluster.Sequencer)[0];
            await CutAsync(network, node, cluster.Others(node));
            await witnesses.ClosedAsync(node);
            await witnesses.GoOnAsync(100, cluster.Others(node));
            Assert.Equal(1, await cluster[node].ExitAsync());

            await MendAsync(network, node, cluster.Others(node));
            cluster.Start(node);
            await witnesses.ReturnAsync(node);
        }

        var relays = cluster.Others(cluster.Sequencer);
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

    private static Task CutAsync(NodeNetwork network, int node, int[] others) => Task.WhenAll(others.Select(other => network.CutAsync(node, other)));

    private static Task MendAsync(NodeNetwork network, int node, int[] others) => Task.WhenAll(others.Select(other => network.MendAsync(node, other)));
}
