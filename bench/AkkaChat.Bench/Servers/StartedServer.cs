using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Servers;

/// <summary>A server on free ports of the loopback, of one process or several, which end with this object at the latest.</summary>
internal sealed class StartedServer : IDisposable
{
    private const int SigTerm = 15;
    private const int KeptLines = 40;
    private const string SetSid = "/usr/bin/setsid";

    /// <summary>For its start, and for its end.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    /// <summary>When it last logged that the sequencer runs on it; 0 for never.</summary>
    private long _sequencerStarted;

    private readonly Dictionary<BenchDoor, EndPoint> _addresses;
    private readonly BenchDoor[] _doors;
    private uint _nextDoor;
    private uint _nextNode;

    /// <summary>Of a cluster: the other nodes.</summary>
    private StartedServer[] _others = [];

    private StartedServer(ProcessStartInfo start, Dictionary<BenchDoor, EndPoint> addresses, BenchDoor[] doors, string? controlPath)
    {
        _addresses = addresses;
        _doors = doors;
        ControlPath = controlPath;
        _process = Run(start);
        // However this program ends, the server does not stay behind.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>All its processes.</summary>
    public IReadOnlyList<StartedServer> Nodes => [this, .. _others];

    /// <summary>Of all its processes; null if one has ended.</summary>
    public ProcessStats? Stats
    {
        get
        {
            var stats = ProcessStats.Of(_process.Id);
            foreach (var other in _others)
                stats = stats is not null && other.Stats is { } others ? stats + others : null;
            return stats;
        }
    }

    /// <summary>Of its control socket; null if its command has none.</summary>
    public string? ControlPath { get; }

    /// <summary>The last lines of its output.</summary>
    public IEnumerable<string> Output => _output;

    public bool HasEnded => _process.HasExited;

    /// <summary>Of a cluster: the node that the sequencer was started on last.</summary>
    public StartedServer SequencerNode => Nodes.MaxBy(node => Volatile.Read(ref node._sequencerStarted))!;

    /// <summary>Where clients of this node connect.</summary>
    public EndPoint Address => _addresses[Door];

    /// <summary>The first of the doors that clients come through.</summary>
    public BenchDoor Door => _doors[0];

    /// <summary>The doors that clients come through, one after the other.</summary>
    public BenchDoor NextDoor() => _doors[(Interlocked.Increment(ref _nextDoor) - 1) % _doors.Length];

    /// <summary>Where the next client connects that comes through a door; of several nodes one after the other.</summary>
    public EndPoint NextAddress(BenchDoor door) =>
        (Interlocked.Increment(ref _nextNode) - 1) % (_others.Length + 1) is > 0 and var node ? _others[(int)node - 1]._addresses[door] : _addresses[door];

    public static async Task<StartedServer> StartAsync(ServerCommand command, CancellationToken cancellation)
    {
        int[] nodePorts = [.. Enumerable.Range(0, command.Nodes).Select(_ => FreePort())];
        StartedServer[] nodes = [.. nodePorts.Select(port => Start(command, port, nodePorts))];
        try
        {
            foreach (var node in nodes)
                await node.ListeningAsync(command.Name, cancellation);
            nodes[0]._others = nodes[1..];
            return nodes[0];
        }
        catch
        {
            foreach (var node in nodes)
                node.Dispose();
            throw;
        }
    }

    private static StartedServer Start(ServerCommand command, int nodePort, int[] nodePorts)
    {
        var (port, tlsPort, webPort) = (FreePort(), FreePort(), FreePort());
        var unixPath = Path.Combine(Path.GetTempPath(), $"akkachat-bench-{Environment.ProcessId}.sock");
        var controlPath = Path.Combine(Path.GetTempPath(), $"akkachat-bench-{Environment.ProcessId}.control");
        var words = command.Words.Select(word => word
            .Replace(ServerCommand.Port, $"{port}", StringComparison.Ordinal)
            .Replace(ServerCommand.TlsPort, $"{tlsPort}", StringComparison.Ordinal)
            .Replace(ServerCommand.WebPort, $"{webPort}", StringComparison.Ordinal)
            .Replace(ServerCommand.UnixPath, unixPath, StringComparison.Ordinal)
            .Replace(ServerCommand.ControlPath, controlPath, StringComparison.Ordinal)
            .Replace(ServerCommand.NodePorts, $"[{string.Join(", ", nodePorts.Select(port => $"\"127.0.0.1:{port}\""))}]", StringComparison.Ordinal)
            .Replace(ServerCommand.NodePort, $"{nodePort}", StringComparison.Ordinal));
        // In a session of its own it does not get the Ctrl+C of the terminal; setsid is replaced by it, PID included.
        if (File.Exists(SetSid))
            words = words.Prepend(SetSid);
        var start = new ProcessStartInfo(words.First(), words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var addresses = new Dictionary<BenchDoor, EndPoint>
        {
            [BenchDoor.Tcp] = new IPEndPoint(IPAddress.Loopback, port),
            [BenchDoor.Tls] = new IPEndPoint(IPAddress.Loopback, tlsPort),
            [BenchDoor.Ws] = new IPEndPoint(IPAddress.Loopback, webPort),
            [BenchDoor.Wss] = new IPEndPoint(IPAddress.Loopback, webPort),
            [BenchDoor.Unix] = new UnixDomainSocketEndPoint(unixPath),
        };
        return new StartedServer(start, addresses, command.Doors, command.HasControl ? controlPath : null);
    }

    /// <summary>Starts the process again as soon as it has ended, and waits until clients can connect.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        RunAgain();
        await ListeningAsync("the server that was started again", cancellation);
    }

    /// <summary>Starts those of its processes again that have ended, and waits until clients can connect to all.</summary>
    public async Task RestartEndedAsync(CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); !Nodes.All(node => node.IsListening());)
        {
            if (watch.Elapsed > Timeout)
                throw new BenchException(string.Join('\n', Nodes.SelectMany(node => node.Output).Prepend("a node does not listen; the output of all:")));
            foreach (var node in Nodes.Where(node => node._process.HasExited))
                node.RunAgain();
            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>Sends a signal, if the process runs.</summary>
    public void Signal(int signal)
    {
        if (!_process.HasExited)
            _ = Kill(_process.Id, signal);
    }

    private async Task ListeningAsync(string name, CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); !IsListening();)
        {
            if (_process.HasExited || watch.Elapsed > Timeout)
                throw new BenchException(string.Join('\n', Output.Prepend($"{name} does not listen; its output:")));
            await Task.Delay(Poll, cancellation);
        }
    }

    /// <summary>Asks it to end, with SIGTERM.</summary>
    /// <returns>Its exit code, of several nodes that of the first; null if it has not ended in time.</returns>
    public async Task<int?> StopAsync()
    {
        foreach (var other in _others)
            await other.StopAsync();
        Signal(SigTerm);
        using var timeout = new CancellationTokenSource(Timeout);
        await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited ? _process.ExitCode : null;
    }

    public void Dispose()
    {
        foreach (var other in _others)
            other.Dispose();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        OnExit(null, EventArgs.Empty);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        return ((IPEndPoint)reserved.LocalEndpoint).Port;
    }

    /// <summary>Doors are opened one after the other.</summary>
    private bool IsListening()
    {
        try
        {
            foreach (var door in _doors)
            {
                var address = _addresses[door];
                using var socket = BenchSocket.Create(address.AddressFamily);
                socket.Connect(address);
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void RunAgain()
    {
        using (_process)
            _process = Run(_process.StartInfo);
    }

    private Process Run(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
        if (line?.EndsWith("The sequencer runs on this node", StringComparison.Ordinal) == true)
            Volatile.Write(ref _sequencerStarted, Stopwatch.GetTimestamp());
        if (_output.Count > KeptLines)
            _output.TryDequeue(out _);
    }

    private void OnExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
