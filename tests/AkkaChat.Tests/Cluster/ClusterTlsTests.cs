using System.Net;
using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>TLS handshakes between real nodes that fail.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private const string HandshakeFailed = "TLS handshake failed";

    private readonly TempFolder _folder = new();
    private readonly ClusterProcesses _cluster;

    public ClusterTlsTests(ITestOutputHelper log)
    {
        ClusterCertificates.Write(_folder);
        _cluster = new ClusterProcesses(log, 3, ClusterCertificates.Arguments(_folder));
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [FactInCi]
    public async Task The_room_opens_without_a_node_whose_certificate_is_foreign_and_that_node_has_the_cause()
    {
        var foreign = _cluster.Start(2, ClusterCertificates.Arguments(_folder, ClusterCertificates.Foreign));
        _cluster.Start(0);
        _cluster.Start(1);
        await _cluster[0].LoggedAsync(HandshakeFailed);
        await _cluster[0].ListeningAsync();
        await _cluster[1].ListeningAsync();
        using var first = await Witness.JoinAsync(_cluster[0], 1);
        using var second = await Witness.JoinAsync(_cluster[1], 2);

        Assert.Equal(1, await foreign.ExitAsync());
        Assert.Equal(
            "failed: this node is in no room after 30 s; the certificate of this node is not of an authority in cluster.tls.ca; "
            + $"{_cluster.NameOf(0)} refuses the certificate of this node; {_cluster.NameOf(1)} refuses the certificate of this node",
            foreign.Errors.Last());
        await Task.WhenAll(first.GoesOnAsync(), second.GoesOnAsync());
    }

    [FactInCi]
    public async Task A_room_survives_handshakes_that_fail_and_its_nodes_still_leave_in_order()
    {
        await _cluster.StartAsync();
        using var first = await Witness.JoinAsync(_cluster[0], 1);
        await first.GoesOnAsync();
        using var second = await Witness.JoinAsync(_cluster[1], 2);

        _cluster.Kill(2);
        using var listener = await CloseAllAsync(2);
        await _cluster[0].LoggedAsync(HandshakeFailed);
        await _cluster[1].LoggedAsync(HandshakeFailed);
        await Task.WhenAll(first.GoesOnAsync(), second.GoesOnAsync());
        await _cluster[0].LoggedAsync($"Node {_cluster.NameOf(2)} is removed");

        _cluster[1].Terminate();
        var left = await second.ClosedAsync();
        Assert.Equal(0, await _cluster[1].ExitAsync());
        _cluster[0].Terminate();
        Witness.AssertOneOrder(await first.ClosedAsync(), [left]);
        Assert.Equal(0, await _cluster[0].ExitAsync());
    }

    [FactInCi]
    public async Task A_node_that_is_downed_after_a_failed_handshake_ends()
    {
        await _cluster.StartAsync();
        _cluster.Kill(1);
        _cluster.Kill(2);
        using var second = await CloseAllAsync(1);
        using var third = await CloseAllAsync(2);

        Assert.Equal(1, await _cluster[0].ExitAsync());

        Assert.Contains(_cluster[0].Output, line => line.Contains(HandshakeFailed, StringComparison.Ordinal));
        // Otherwise it ends by itself after 30 s.
        Assert.DoesNotContain(_cluster[0].Output, line => line.Contains("in no room any longer", StringComparison.Ordinal));
    }

    /// <summary>In place of a node, as soon as its process has ended.</summary>
    private Task<ClosingListener> CloseAllAsync(int node) => Eventually.SucceedsAsync(
        () => Task.FromResult(new ClosingListener(IPEndPoint.Parse(_cluster.NameOf(node)))), $"the port of node {node} is free");
}
