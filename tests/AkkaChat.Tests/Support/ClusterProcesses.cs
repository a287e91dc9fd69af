using Xunit.Abstractions;

namespace AkkaChat.Tests.Support;

/// <summary>Nodes of a cluster on this machine, each the real executable.</summary>
/// <param name="log">Gets what the nodes wrote; is shown if the test fails.</param>
/// <param name="count">Of the seeds.</param>
/// <param name="arguments">Of every node; <c>{node}</c> stands for its number.</param>
internal sealed class ClusterProcesses(ITestOutputHelper log, int count, params string[] arguments) : IDisposable
{
    private readonly int[] _ports = [.. Enumerable.Range(0, count).Select(_ => FreePort.Find().Port)];
    private readonly ServerProcess?[] _nodes = new ServerProcess?[count];

    public ServerProcess this[int node] => _nodes[node]!;

    /// <summary>As an operator sees it.</summary>
    public string NameOf(int node) => $"127.0.0.1:{_ports[node]}";

    private string Seeds => $"[{string.Join(", ", _ports.Select((_, node) => $"\"{NameOf(node)}\""))}]";

    /// <summary>Starts all nodes together, and waits until clients can connect to each.</summary>
    public async Task StartAsync()
    {
        for (var node = 0; node < _nodes.Length; node++)
            Start(node);
        for (var node = 0; node < _nodes.Length; node++)
            await ListeningAsync(node);
    }

    /// <summary>Of its actor system.</summary>
    public string AddressOf(int node) => $"akka.tcp://akkachat@127.0.0.1:{_ports[node]}";

    public ServerProcess Start(int node)
    {
        Kill(node);
        return _nodes[node] = StartAt(_ports[node], [.. arguments.Select(argument => argument.Replace("{node}", $"{node}", StringComparison.Ordinal))]);
    }

    /// <summary>Starts a node that is none of the seeds. The caller ends it.</summary>
    /// <param name="overrides">Arguments over those of every node.</param>
    public ServerProcess StartAnother(params string[] overrides) => StartAt(FreePort.Find().Port, [.. arguments, .. overrides]);

    /// <summary>
    /// Waits until clients can connect. One that is in no room after its 30 s, which a very busy machine can cause, is started
    /// again, as a service manager does.
    /// </summary>
    public async Task ListeningAsync(int node)
    {
        if (!await this[node].ListensAsync())
            await Start(node).ListeningAsync();
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

    private ServerProcess StartAt(int port, string[] own) => ServerProcess.Start(
        [
            "--host", "127.0.0.1", "--port", "0", "--set", "cluster.enabled=on", "--set", "cluster.host=127.0.0.1",
            "--set", $"cluster.port={port}", "--set", $"cluster.seeds={Seeds}", .. own,
        ]);
}
