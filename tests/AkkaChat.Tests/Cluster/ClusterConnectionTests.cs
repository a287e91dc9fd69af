using System.Net;
using AkkaChat.Tests.Support;
using Xunit.Abstractions;

namespace AkkaChat.Tests.Cluster;

/// <summary>The connections between three nodes that live fail; each node is reached through a proxy.</summary>
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

    /// <summary>Also those to a process that is not the first one at its address.</summary>
    [FactInCi]
    public async Task A_connection_that_is_lost_is_replaced()
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
    /// The others have tried to connect to the process before it connected to them, and what they began is completed only afterwards: Akka could
    /// take that for the connection to read from, and send by the other one.
    /// </summary>
    [FactInCi]
    public async Task A_process_that_starts_again_is_heard_when_its_connections_cross_those_of_the_others()
    {
        await StartAsync("--set", "akka.remote.dot-netty.tcp.connection-timeout=60s");
        var attempts = _proxies[Failing].HoldNext(2);
        await KillAsync();
        await attempts.ArrivedAsync();
        _cluster.Start(Failing);
        await _cluster.ListeningAsync(Failing);

        attempts.Release();

        await ReturnAsync();
        await _witnesses.AssertOneOrderAsync();
    }

    [FactInCi]
    public async Task A_process_that_starts_again_returns_though_an_attempt_of_another_to_connect_to_it_hangs()
    {
        await StartAsync();
        var attempt = _proxies[Failing].HoldNext(1);
        // With a connection that is reset Akka forgets which process it led to, and reads nothing of the next one while it waits for its own.
        _proxies[Failing].ResetClients();
        await KillAsync();
        await attempt.ArrivedAsync();

        _cluster.Start(Failing);

        await ReturnAsync();
        await Eventually.TrueAsync(
            () => _cluster[0].Output.Concat(_cluster[1].Output).Any(line => line.Contains("Handshake timed out", StringComparison.Ordinal)),
            "the attempt is given up");
        await _witnesses.GoOnAsync(100, 0, 1, 2);
        await _witnesses.AssertOneOrderAsync();
    }

    /// <param name="arguments">Of every node.</param>
    private async Task StartAsync(params string[] arguments)
    {
        await _cluster.StartAsync(arguments);
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
