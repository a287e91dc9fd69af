using System.Net;
using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Connections between three nodes fail; each node is reached through a proxy.</summary>
public sealed class ClusterConnectionTests : IDisposable
{
    private readonly ClusterProcesses _cluster;
    private readonly TcpProxy[] _proxies;
    private readonly Witnesses _witnesses;

    /// <summary>The node that is restarted, not that of the sequencer.</summary>
    private int _failing;

    public ClusterConnectionTests(ITestOutputHelper log)
    {
        // The nodes listen on 127.0.0.10, .11 and .12; the proxies have their public addresses.
        _cluster = new ClusterProcesses(log, 3, "--set", "cluster.bind-host=127.0.0.1{node}");
        _proxies = [.. Enumerable.Range(0, 3).Select(node => IPEndPoint.Parse(_cluster.NameOf(node)))
            .Select((endpoint, node) => new TcpProxy(endpoint, new IPEndPoint(IPAddress.Parse($"127.0.0.1{node}"), endpoint.Port)))];
        _witnesses = new Witnesses(_cluster);
    }

    public void Dispose()
    {
        _witnesses.Dispose();
        _cluster.Dispose();
        foreach (var proxy in _proxies)
            proxy.Dispose();
    }

    /// <summary>However long it takes; also those of a node that has been restarted twice.</summary>
    [FactInCi]
    public async Task Lost_connections_are_replaced()
    {
        await StartAsync();
        for (var time = 0; time < 2; time++)
        {
            await KillAsync();
            _cluster.Start(_failing);
            await _witnesses.ReturnAsync(_failing);
        }

        foreach (var isNoticedByBoth in (bool[])[false, true])
        {
            foreach (var proxy in _proxies)
            {
                proxy.ResetClients();
                if (isNoticedByBoth)
                    proxy.ResetServers();
            }

            await _witnesses.GoOnAsync(100, 0, 1, 2);
        }

        await _witnesses.AssertOneOrderAsync();
    }

    /// <summary>
    /// The connection attempts of the others begin before the node connects to them, and complete afterwards. With a shared connection Akka
    /// would read from one of the two, and write to the other. If the node takes longer than connection-timeout to start, nothing is tested.
    /// </summary>
    [FactInCi]
    public async Task A_restarted_node_receives_lines_when_it_and_the_others_connect_at_once()
    {
        await StartAsync();
        var attempts = _proxies[_failing].HoldNext(2);
        var others = _cluster.Others(_failing).Select(other => (Process: _cluster[other], Logged: _cluster[other].Output.Count)).ToList();
        _cluster.Start(_failing);
        await _witnesses.ClosedAsync(_failing);
        await attempts.ArrivedAsync();
        foreach (var (other, logged) in others)
            await other.LoggedAsync($"Node {_cluster.NameOf(_failing)} is removed", logged);

        attempts.Release();

        await JoinsAsync();
        await _witnesses.AssertOneOrderAsync();
    }

    [FactInCi]
    public async Task A_restarted_node_joins_while_a_connection_attempt_to_it_hangs()
    {
        await StartAsync();
        var attempt = _proxies[_failing].HoldNext(1);
        // After a reset Akka does not know the process at that address, and reads nothing from the next one while an attempt of its own is pending.
        _proxies[_failing].ResetClients();
        await KillAsync();
        await attempt.ArrivedAsync();

        _cluster.Start(_failing);

        await JoinsAsync();
        await Eventually.TrueAsync(
            () => _cluster.Others(_failing).SelectMany(other => _cluster[other].Output).Any(line => line.Contains("Handshake timed out", StringComparison.Ordinal)),
            "the attempt times out");
        await _witnesses.GoOnAsync(100, 0, 1, 2);
        await _witnesses.AssertOneOrderAsync();
    }

    private async Task StartAsync()
    {
        await _cluster.StartAsync();
        _failing = _cluster.Others(_cluster.Sequencer)[0];
        await _witnesses.JoinAsync();
    }

    private async Task KillAsync()
    {
        _cluster.Kill(_failing);
        await _witnesses.ClosedAsync(_failing);
    }

    /// <summary>Its first process must join: if that ends, the fault is over.</summary>
    private async Task JoinsAsync()
    {
        Assert.True(await _cluster[_failing].ListensAsync(), "the node is in no room");
        await _witnesses.ReturnAsync(_failing);
        await _witnesses.GoOnAsync(100, 0, 1, 2);
    }
}
