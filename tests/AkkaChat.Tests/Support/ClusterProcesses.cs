using Xunit.Abstractions;

namespace AkkaChat.Tests.Support;

/// <summary>Nodes of a cluster on this machine, each the real executable.</summary>
/// <param name="arguments">Of every node.</param>
/// <param name="log">Gets what the nodes wrote; is shown if the test fails.</param>
internal sealed class ClusterProcesses(ITestOutputHelper log, int count, params string[] arguments) : IDisposable
{
    private readonly int[] _ports = [.. Enumerable.Range(0, count).Select(_ => FreePort.Find().Port)];
    private readonly ServerProcess?[] _nodes = new ServerProcess?[count];

    public ServerProcess this[int node] => _nodes[node]!;

    private string Seeds => $"[{string.Join(", ", _ports.Select(port => $"\"127.0.0.1:{port}\""))}]";

    /// <summary>Starts all nodes together, and waits until clients can connect to each.</summary>
    public async Task StartAsync()
    {
        for (var node = 0; node < _nodes.Length; node++)
            Start(node);
        foreach (var node in _nodes)
            await node!.ListeningAsync();
    }

    /// <param name="overrides">Of this node, over those of every node.</param>
    public ServerProcess Start(int node, params string[] overrides)
    {
        Kill(node);
        return _nodes[node] = ServerProcess.Start(
            [
                "--host", "127.0.0.1", "--port", "0", "--set", "cluster.enabled=on", "--set", "cluster.host=127.0.0.1",
                "--set", $"cluster.port={_ports[node]}", "--set", $"cluster.seeds={Seeds}", .. arguments, .. overrides,
            ]);
    }

    /// <summary>Ends its process without a word (SIGKILL).</summary>
    public void Kill(int node)
    {
        if (_nodes[node] is not { } process)
            return;

        process.Dispose();
        log.WriteLine($"node {node}:\n{process.Transcript}");
        _nodes[node] = null;
    }

    public void Dispose()
    {
        for (var node = 0; node < _nodes.Length; node++)
            Kill(node);
    }
}
