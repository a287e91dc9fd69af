using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AkkaChat.Bench.Servers;

/// <summary>How a server is started.</summary>
/// <param name="Words">
/// The program and its arguments, in which <see cref="Port"/>, <see cref="TlsPort"/>, <see cref="WebPort"/>, <see cref="UnixPath"/>,
/// <see cref="ControlPath"/>, <see cref="NodePort"/> and <see cref="NodePorts"/> (of all nodes, as a list) stand for what is chosen when it
/// is started.
/// </param>
/// <param name="Doors">Those that clients come through; of several each client takes the next.</param>
internal sealed partial record ServerCommand(string Name, IReadOnlyList<string> Words, params BenchDoor[] Doors)
{
    public const string AkkaChat = "akkachat";
    public const string AkkaChat64K = "akkachat-64k";
    public const string Plain = "plain";
    public const string AkkaChatDirect = "akkachat-direct";
    public const string AkkaChatUnix = "akkachat-unix";
    public const string AkkaChatTls = "akkachat-tls";
    public const string AkkaChatWs = "akkachat-ws";
    public const string AkkaChatWss = "akkachat-wss";
    public const string AkkaChatAllDoors = "akkachat-all-doors";
    public const string AkkaChatWho = "akkachat-who";
    public const string AkkaChatCluster = "akkachat-cluster-";
    public const string Port = "{port}";
    public const string TlsPort = "{tls-port}";
    public const string WebPort = "{web-port}";
    public const string UnixPath = "{unix}";
    public const string ControlPath = "{control}";
    public const string NodePort = "{node-port}";
    public const string NodePorts = "{node-ports}";

    public const string Help = $"{AkkaChat} (the server of this checkout), {AkkaChat64K} "
        + "(the same with frames of 64 KiB), "
        + $"{AkkaChatDirect}, {AkkaChatUnix}, {AkkaChatTls}, {AkkaChatWs}, {AkkaChatWss} (the same through "
        + $"other doors), {AkkaChatAllDoors} (through all of them but {AkkaChatWs}), "
        + $"{AkkaChatCluster}1, …2, …3 (a room of so many nodes, over which the clients are spread), "
        + $"{AkkaChatWho} (the same while an operator lists the members ten times a second), "
        + $"{Plain} (bench/AkkaChat.PlainServer), or a command with {Port} where the port is to be, or "
        + "NAME='COMMAND'. A command is started without a shell, and must be the server itself";

    /// <summary>Of a cluster: how many processes are started.</summary>
    public int Nodes { get; init; } = 1;

    public bool HasControl => Words.Any(word => word.Contains(ControlPath, StringComparison.Ordinal));

    private static readonly string[] LargeFrames =
    [
        "--set", "akka.io.tcp.maximum-frame-size=64k",
        "--set", "akka.io.tcp.send-buffer-size=128k",
        "--set", "akka.io.tcp.receive-buffer-size=128k",
    ];

    /// <summary>Understands a name or a command, and publishes what has to be built for it.</summary>
    public static async Task<ServerCommand> FindAsync(string text, CancellationToken cancellation)
    {
        if (text == Plain)
            return new(text, [await PublishAsync("bench/AkkaChat.PlainServer", cancellation), Port], BenchDoor.Tcp);
        if (OptionsOf(text) is var (options, doors))
        {
            var program = await PublishAsync("src/AkkaChat.Server", cancellation);
            // By default as many connections are admitted as the largest workload has, and a few more are needed.
            string[] words = [program, "--host", "127.0.0.1", "--port", Port, "--set", "limits.max-connections=20000"];
            var nodes = text.StartsWith(AkkaChatCluster, StringComparison.Ordinal) ? text[^1] - '0' : 1;
            return new(text, [.. words, .. options], doors) { Nodes = nodes };
        }

        if (!text.Contains(Port, StringComparison.Ordinal))
            throw new BenchException($"--server {text} is neither a known name nor a command with {Port} in it");
        var name = NamePattern().Match(text).Value;
        return new(name is "" ? "server" : name[..^1], [.. CommandLineParser.SplitCommandLine(text[name.Length..])], BenchDoor.Tcp);
    }

    /// <returns>Null if the text is no name of a server of this checkout.</returns>
    private static (string[] Options, BenchDoor[] Doors)? OptionsOf(string text)
    {
        string[] unix = ["--set", $"listen.unix={UnixPath}"];
        string[] ws = ["--set", $"web.listen=127.0.0.1:{WebPort}"];
        string[] tls = ["--set", $"tls.listen=127.0.0.1:{TlsPort}"];
        string[] wss = [.. ws, "--set", "web.tls=on"];
        string[] cluster =
            ["--set", "cluster.enabled=on", "--set", "cluster.host=127.0.0.1", "--set", $"cluster.port={NodePort}", "--set", $"cluster.seeds={NodePorts}"];
        string[] Certificate() => ["--set", $"tls.certificate={BenchCertificate.Write()}"];
        return text switch
        {
            AkkaChat => ([], [BenchDoor.Tcp]),
            AkkaChat64K => (LargeFrames, [BenchDoor.Tcp]),
            AkkaChatDirect => (["--set", "listen.transport=direct"], [BenchDoor.Tcp]),
            AkkaChatWho => (["--set", $"control.socket={ControlPath}"], [BenchDoor.Tcp]),
            AkkaChatUnix => (unix, [BenchDoor.Unix]),
            AkkaChatTls => ([.. tls, .. Certificate()], [BenchDoor.Tls]),
            AkkaChatWs => (ws, [BenchDoor.Ws]),
            AkkaChatWss => ([.. wss, .. Certificate()], [BenchDoor.Wss]),
            AkkaChatAllDoors => (
                [.. unix, .. tls, .. wss, .. Certificate()], [BenchDoor.Tcp, BenchDoor.Unix, BenchDoor.Tls, BenchDoor.Wss]),
            AkkaChatCluster + "1" or AkkaChatCluster + "2" or AkkaChatCluster + "3" => (cluster, [BenchDoor.Tcp]),
            _ => null,
        };
    }

    /// <summary>Publishes a program of this checkout, as users get it.</summary>
    private static async Task<string> PublishAsync(string project, CancellationToken cancellation)
    {
        if (!Directory.Exists(project))
            throw new BenchException("run this where AkkaChat.sln is, or give the command of the server with --server");

        var output = Path.GetFullPath(Path.Combine("artifacts/bench", Path.GetFileName(project)));
        using var publish = Process.Start("dotnet", ["publish", "--nologo", "-v", "quiet", "-o", output, project]);
        await publish.WaitForExitAsync(cancellation);
        return publish.ExitCode == 0
            ? Path.Combine(output, Path.GetFileName(project))
            : throw new BenchException($"{project} cannot be published");
    }

    [GeneratedRegex(@"^[\w.-]+=")]
    private static partial Regex NamePattern();
}
