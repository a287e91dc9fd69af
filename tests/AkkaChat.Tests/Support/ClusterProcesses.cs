using Xunit.Abstractions;

namespace AkkaChat.Tests.Support;

/// <summary>Nodes of a cluster on this machine, each the real executable.</summary>
/// <param name="log">Gets what the nodes wrote; is shown if the test fails.</param>
/// <param name="count">Of the seeds.</param>
/// <param name="arguments">Of every node; <c>{node}</c> stands for its number.</param>
internal sealed class ClusterProcesses(ITestOutputHelper log, int count, params string[] arguments) : IDisposable
{
    /// <summary>The first of several nodes that start together opens the cluster after this time; otherwise they take each other in.</summary>
    private static readonly string[] QuickStart = ["--set", "akka.cluster.seed-node-timeout=1s"];

    private readonly int[] _ports = [.. Enumerable.Range(0, count).Select(_ => FreePort.Find().Port)];
    private readonly ServerProcess?[] _nodes = new ServerProcess?[count];

    public ServerProcess this[int node] => _nodes[node]!;

    public int Count => count;

    /// <summary>Of the nodes that are started from now on.</summary>
    public string Executable { get; set; } = ServerProcess.Executable;

    /// <summary>In which each node has a namespace of its own; null: all are on the loopback of the tests.</summary>
    public NodeNetwork? Network { get; init; }

    /// <summary>The node that runs the sequencer.</summary>
    public int Sequencer => Array.FindIndex(_nodes, static node => node is { HasExited: false }
        && node.Output.Any(line => line.EndsWith("The sequencer runs on this node", StringComparison.Ordinal)));

    private string Seeds => $"[{string.Join(", ", Enumerable.Range(0, count).Select(node => $"\"{NameOf(node)}\""))}]";

    public int[] Others(int node) => [.. Enumerable.Range(0, count).Where(other => other != node)];

    /// <summary>Starts all nodes together, and waits until clients can connect to each.</summary>
    public async Task StartAsync()
    {
        for (var node = 0; node < count; node++)
            Start(node, count > 1 ? QuickStart : []);
        for (var node = 0; node < count; node++)
            await ListeningAsync(node);
    }

    /// <summary>Of its actor system.</summary>
    public string AddressOf(int node) => $"akka.tcp://akkachat@{NameOf(node)}";

    /// <summary>As an operator sees it.</summary>
    public string NameOf(int node) => $"{HostOf(node)}:{_ports[node]}";

    /// <param name="overrides">Arguments over those of every node.</param>
    public ServerProcess Start(int node, params string[] overrides)
    {
        Kill(node);
        var own = arguments.Select(argument => argument.Replace("{node}", $"{node}", StringComparison.Ordinal));
        string[] all = ArgumentsAt(HostOf(node), _ports[node], [.. own, .. overrides]);
        return _nodes[node] = Network is null
            ? ServerProcess.StartOther(Executable, all)
            : ServerProcess.StartInNetwork(Network.NamespaceOf(node), Executable, all);
    }

    /// <summary>Starts another process for a node that runs. The caller ends it.</summary>
    public ServerProcess StartSame(int node) => ServerProcess.Start(ArgumentsAt(HostOf(node), _ports[node], arguments));

    /// <summary>Starts a node that is none of the seeds. The caller ends it.</summary>
    /// <param name="overrides">Arguments over those of every node.</param>
    public ServerProcess StartAnother(params string[] overrides) =>
        ServerProcess.Start(ArgumentsAt("127.0.0.1", FreePort.Find().Port, [.. arguments, .. overrides]));

    /// <summary>
    /// Waits until clients can connect. A node that is in no room after 30 s, which a very busy machine can cause, is started
    /// again, as a service manager does, twice at most.
    /// </summary>
    public async Task ListeningAsync(int node)
    {
        for (var restarts = 0; !await this[node].ListensAsync(); restarts++)
        {
            Assert.True(restarts < 2, $"node {node} is in no room");
            Start(node);
        }
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
        for (var node = 0; node < count; node++)
            Kill(node);
    }

    private string HostOf(int node) => Network?.AddressOf(node) ?? "127.0.0.1";

    private string[] ArgumentsAt(string host, int port, string[] own) =>
    [
        "--host", host, "--port", "0", "--set", "cluster.enabled=on", "--set", $"cluster.host={host}",
        "--set", $"cluster.port={port}", "--set", $"cluster.seeds={Seeds}", .. own,
    ];
}
