using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace AkkaChat.Tests.Support;

/// <summary>The real executable as a child process.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    public static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "AkkaChat.Server");

    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly TaskCompletionSource<IPEndPoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, after <see cref="ListeningAsync"/>.</summary>
    public IPEndPoint Endpoint { get => field ?? throw new InvalidOperationException("not listening yet"); private set; }

    public bool HasExited => _process.HasExited;

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>All that it wrote.</summary>
    public string Transcript => string.Join('\n', _errors.Concat(_output));

    public static ServerProcess Start(params string[] arguments) => Start([], arguments);

    public static ServerProcess Start((string Name, string Value)[] environment, params string[] arguments) =>
        Start(Executable, environment, arguments);

    /// <summary>Starts it with limits of open files; the runtime raises the soft one to the hard one.</summary>
    public static ServerProcess StartWithDescriptorLimit(int soft, int hard, params string[] arguments) =>
        StartAfter($"ulimit -Sn {soft}; ulimit -Hn {hard}", [], arguments);

    /// <summary>Starts it with redirections of its standard streams, in the syntax of the shell, such as <c>&gt;&amp;-</c>.</summary>
    public static ServerProcess StartRedirected(string redirections, params string[] arguments) =>
        StartAfter($"exec {redirections}", [], arguments);

    /// <summary>Starts it from a shell that has run commands before, such as <c>ulimit</c> or <c>cd</c>.</summary>
    public static ServerProcess StartAfter(string commands, (string Name, string Value)[] environment, params string[] arguments) =>
        Start("/bin/sh", environment, ["-c", $"{commands}; exec \"$0\" \"$@\"", Executable, .. arguments]);

    /// <summary>Starts it with a terminal as its standard streams. Needs the program <c>script</c>.</summary>
    public static ServerProcess StartOnTerminal((string Name, string Value)[] environment, params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend(Executable).Select(argument => $"'{argument}'"));
        return Start("script", environment, ["--quiet", "--return", "--command", $"exec {command}", "/dev/null"]);
    }

    /// <summary>Starts it with a scheduling policy, an option of <c>chrt</c>.</summary>
    public static ServerProcess StartWithPolicy(string policy, params string[] arguments) =>
        Start("chrt", [], [policy, "0", Executable, .. arguments]);

    /// <summary>Starts an executable that has been published elsewhere.</summary>
    public static ServerProcess StartOther(string executable, params string[] arguments) => Start(executable, [], arguments);

    /// <summary>Starts an executable in a network namespace, which needs <c>ip</c> and root.</summary>
    public static ServerProcess StartInNetwork(string networkNamespace, string executable, params string[] arguments) =>
        Start("ip", [], ["netns", "exec", networkNamespace, executable, .. arguments]);

    private static ServerProcess Start(string program, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // Not the terminal of the one who runs the tests.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServerProcess(new Process { StartInfo = start });
    }

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    public static Task<ServerProcess> StartListeningAsync(params string[] arguments) => StartListeningAsync([], arguments);

    public static async Task<ServerProcess> StartListeningAsync(
        (string Name, string Value)[] environment, params string[] arguments)
    {
        var process = Start(environment, ["--host", "127.0.0.1", "--port", "0", .. arguments]);
        await process.ListeningAsync();
        return process;
    }

    /// <summary>Waits until it logs where it listens.</summary>
    public async Task<IPEndPoint> ListeningAsync()
    {
        try
        {
            return Endpoint = await _listening.Task.WaitAsync(Eventually.DefaultTimeout);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"does not listen: {Transcript}", exception);
        }
    }

    /// <returns>False if it ended with exit code 1 instead.</returns>
    public async Task<bool> ListensAsync()
    {
        try
        {
            await ListeningAsync();
            return true;
        }
        catch (InvalidOperationException) when (_process is { HasExited: true, ExitCode: 1 })
        {
            return false;
        }
    }

    /// <summary>Where a door is open, other than the first one.</summary>
    public async Task<IPEndPoint> EndpointAsync(string door)
    {
        var line = await LoggedAsync($" ({door})");
        return IPEndPoint.Parse(ListeningPattern().Match(line).Groups[1].Value);
    }

    /// <summary>Waits for a line with this text in the log.</summary>
    /// <param name="skip">Lines at the beginning of the log that do not count.</param>
    public async Task<string> LoggedAsync(string text, int skip = 0)
    {
        bool IsMeant(string line) => line.Contains(text, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Output.Skip(skip).Any(IsMeant), $"'{text}' is logged");
        return Output.Skip(skip).First(IsMeant);
    }

    public Task<LineClient> ConnectAsync(Action<Socket>? configure = null) => LineClient.ConnectAsync(Endpoint, configure);

    public Task<LineClient> JoinAsync(string name) => LineClient.JoinAsync(Endpoint, name);

    /// <summary>The health checks, at the endpoint in the log, which precedes the line that it listens.</summary>
    public HttpProbe Health()
    {
        const string On = "Health checks on ";
        var line = _output.TakeWhile(line => !ListeningPattern().IsMatch(line)).Single(line => line.Contains(On, StringComparison.Ordinal));
        return new HttpProbe(IPEndPoint.Parse(line[(line.IndexOf(On, StringComparison.Ordinal) + On.Length)..]));
    }

    public void Terminate() => Signal(SigTerm);

    public void Interrupt() => Signal(SigInt);

    /// <summary>As the kernel does when the terminal hangs up.</summary>
    public void HangUp() => Signal(SigHup);

    /// <summary>Stops all its threads, as a machine that is suspended does.</summary>
    public void Freeze() => Signal(SigStop);

    public void Thaw() => Signal(SigCont);

    /// <summary>The scheduling policies of all threads with a name; see proc_pid_stat(5), field 41.</summary>
    public int[] Policies(string thread) =>
    [
        .. Directory.GetDirectories($"/proc/{_process.Id}/task")
            .Select(StatOf)
            .Where(stat => stat.Contains($"({thread})", StringComparison.Ordinal))
            // The second field, the name, may have blanks.
            .Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[41 - 3])
            .Select(policy => int.Parse(policy, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Resident memory, in bytes; see proc_pid_status(5).</summary>
    public long ResidentBytes() => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Targets of the first three descriptors: standard input, output and error.</summary>
    public IReadOnlyList<string?> StandardDescriptors() =>
        [.. Enumerable.Range(0, 3).Select(number => new FileInfo($"/proc/{_process.Id}/fd/{number}").LinkTarget)];

    /// <summary>The files that are mapped, such as assemblies; see proc_pid_maps(5).</summary>
    public IReadOnlyList<string> Mappings() => [.. File.ReadLines($"/proc/{_process.Id}/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..]).Distinct()];

    public int Descriptors() => Directory.EnumerateFiles($"/proc/{_process.Id}/fd").Count();

    /// <returns>The exit code, once all output has been read.</returns>
    public async Task<int> ExitAsync()
    {
        using var expired = new CancellationTokenSource(Eventually.DefaultTimeout);
        await _process.WaitForExitAsync(expired.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM, and expects that it ends in order.</summary>
    public async Task StopAsync()
    {
        Terminate();
        Assert.Equal(0, await ExitAsync());
    }

    /// <summary>Expects that the process exits with this code without a signal, and has logged nothing.</summary>
    /// <returns>The lines on standard error.</returns>
    public async Task<IReadOnlyCollection<string>> RefusalAsync(int exitCode)
    {
        Assert.Equal(exitCode, await ExitAsync());
        Assert.Empty(Output);
        return Errors;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>On a terminal the server is the only child of <c>script</c>.</summary>
    private int ServerId => _process.StartInfo.FileName == "script"
        ? int.Parse(File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)
        : _process.Id;

    private void OnOutput(string? line)
    {
        Add(_output, line);
        if (line is not null && ListeningPattern().Match(line) is { Success: true, Groups: var groups })
            _listening.TrySetResult(IPEndPoint.Parse(groups[1].Value));
        else if (line is null)
            _ = FailStartAsync();
    }

    private async Task FailStartAsync()
    {
        // And until all of standard error has been read.
        await _process.WaitForExitAsync();
        _listening.TrySetException(new InvalidOperationException($"ended with exit code {_process.ExitCode}: {Transcript}"));
    }

    private static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }

    private void Signal(int signal)
    {
        if (Kill(ServerId, signal) != 0)
            throw new InvalidOperationException($"cannot signal process {ServerId}");
    }

    /// <summary>In both formats of the log.</summary>
    [GeneratedRegex(@"Listening on ([0-9a-f.:\[\]]+)")]
    private static partial Regex ListeningPattern();

    private static string StatOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat"));
        }
        catch (IOException)
        {
            // The thread has ended since it was listed.
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
