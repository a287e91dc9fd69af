namespace AkkaChat.Tests.Support;

/// <summary>Nodes of a cluster on this machine, each the real executable.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private readonly int[] _ports;
    private readonly string[] _arguments;
    private readonly ServerProcess?[] _nodes;

    /// <param name="arguments">Of every node.</param>
    public ClusterProcesses(int count, params string[] arguments)
    {
        _ports = [.. Enumerable.Range(0, count).Select(_ => FreePort.Find().Port)];
        _nodes = new ServerProcess?[count];
        _arguments = arguments;
    }

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

    /// <param name="arguments">Of this node, over those of every node.</param>
    public ServerProcess Start(int node, params string[] arguments)
    {
        Kill(node);
        return _nodes[node] = ServerProcess.Start(
            [
                "--host", "127.0.0.1", "--port", "0", "--set", "cluster.enabled=on", "--set", "cluster.host=127.0.0.1",
                "--set", $"cluster.port={_ports[node]}", "--set", $"cluster.seeds={Seeds}", .. _arguments, .. arguments,
            ]);
    }

    /// <summary>Ends its process without a word (SIGKILL).</summary>
    public void Kill(int node)
    {
        _nodes[node]?.Dispose();
        _nodes[node] = null;
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node?.Dispose();
    }
}
