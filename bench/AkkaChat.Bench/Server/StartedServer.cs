using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace AkkaChat.Bench.Server;

/// <summary>A server process of our own.</summary>
internal sealed class StartedServer : IServerUnderTest
{
    /// <summary>Stands for the port in the command that starts the server.</summary>
    public const string Port = "{port}";

    private const int SigTerm = 15;
    private const int KeptLines = 40;
    private const string SetSid = "/usr/bin/setsid";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private StartedServer(Process process, IPEndPoint endpoint)
    {
        _process = process;
        Endpoint = endpoint;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        // Whatever ends us, the server does not stay behind.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IPEndPoint Endpoint { get; }

    public int Pid => _process.Id;

    public IReadOnlyCollection<string> Output => _output;

    /// <param name="command">The program and its arguments, in which <see cref="Port"/> stands for the port.</param>
    public static async Task<StartedServer> StartAsync(
        IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var endpoint = FreeEndpoint();
        var words = command.Select(word => word.Replace(Port, $"{endpoint.Port}", StringComparison.Ordinal));
        // In a session of its own, Ctrl+C at the terminal is for us alone; it takes the place of setsid, PID included.
        if (File.Exists(SetSid))
            words = words.Prepend(SetSid);
        var start = new ProcessStartInfo(words.First(), words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        StartedServer server;
        try
        {
            server = new StartedServer(new Process { StartInfo = start }, endpoint);
        }
        catch (Win32Exception exception)
        {
            throw new BenchException($"cannot start the server: {exception.Message}");
        }

        try
        {
            await server.ListeningAsync(cancellation);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public async Task<ServerEnd?> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        if (!_process.HasExited)
            _ = Kill(_process.Id, SigTerm);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return new ServerEnd(_process.ExitCode, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            return new ServerEnd(null, watch.Elapsed);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        End();
        _process.Dispose();
    }

    private static IPEndPoint FreeEndpoint()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private async Task ListeningAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (!await IsListeningAsync(cancellation))
        {
            if (_process.HasExited || watch.Elapsed > StartLimit)
                throw new BenchException(string.Join('\n', _output.Prepend("the server does not listen; it said:")));
            await Task.Delay(Poll, cancellation);
        }
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Endpoint, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (_output.Count > KeptLines)
            _output.TryDequeue(out _);
    }

    private void OnExit(object? sender, EventArgs e) => End();

    private void End()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
