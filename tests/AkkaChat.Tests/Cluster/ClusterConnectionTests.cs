using System.Net;
using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>Connections between three nodes fail; each node is reached through a proxy.</summary>
public sealed class ClusterConnectionTests : IDisposable
{
    /// <summary>Not the first seed, which runs the sequencer.</summary>
    private const int Failing = 2;

    private readonly ClusterProcesses _cluster;
    private readonly TcpProxy[] _proxies;
    private readonly Witnesses _witnesses;

    public ClusterConnectionTests(ITestOutputHelper log)
    {
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

    /// <summary>Also those of a node that has been restarted twice.</summary>
    [FactInCi]
    public async Task Lost_connections_are_replaced()
    {
        await StartAsync();
        for (var time = 0; time < 2; time++)
        {
            await KillAsync();
            _cluster.Start(Failing);
            await ReturnAsync();
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
    /// would read from one of the two, and write to the other.
    /// </summary>
    [FactInCi]
    public async Task A_restarted_node_receives_lines_when_it_and_the_others_connect_at_once()
    {
        await StartAsync();
        var attempts = _proxies[Failing].HoldNext(2);
        _cluster.Start(Failing);
        await _witnesses.ClosedAsync(Failing);
        await attempts.ArrivedAsync();
        for (var other = 0; other < Failing; other++)
            await _cluster[other].LoggedAsync($"Node {_cluster.NameOf(Failing)} is removed");

        attempts.Release();

        await ReturnAsync();
        await _witnesses.AssertOneOrderAsync();
    }

    [FactInCi]
    public async Task A_restarted_node_joins_while_a_connection_attempt_to_it_hangs()
    {
        await StartAsync();
        var attempt = _proxies[Failing].HoldNext(1);
        // After a reset Akka does not know the process at that address, and reads nothing from the next one while an attempt of its own is pending.
        _proxies[Failing].ResetClients();
        await KillAsync();
        await attempt.ArrivedAsync();

        _cluster.Start(Failing);

        await ReturnAsync();
        await Eventually.TrueAsync(
            () => _cluster[0].Output.Concat(_cluster[1].Output).Any(line => line.Contains("Handshake timed out", StringComparison.Ordinal)),
            "the attempt times out");
        await _witnesses.GoOnAsync(100, 0, 1, 2);
        await _witnesses.AssertOneOrderAsync();
    }

    private async Task StartAsync()
    {
        await _cluster.StartAsync();
        Assert.NotEqual(Failing, _cluster.Sequencer);
        await _witnesses.JoinAsync();
    }

    private async Task KillAsync()
    {
        _cluster.Kill(Failing);
        await _witnesses.ClosedAsync(Failing);
    }

    private async Task ReturnAsync()
    {
        await _cluster.ListeningAsync(Failing);
        await _witnesses.JoinAsync(Failing);
        await _witnesses.GoOnAsync(100, 0, 1, 2);
    }
}
