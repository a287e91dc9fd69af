using System.CommandLine.Parsing;
using AkkaChat.Bench.Driving;
using AkkaChat.Bench.Server;

namespace AkkaChat.Bench.Compare;

/// <summary>Finds the servers that the command line names.</summary>
internal static class Contenders
{
    /// <summary>Those that are measured if none is named.</summary>
    public static readonly IReadOnlyList<string> Default = ["akkachat", "akkachat-64k", "plain"];

    private const int MostClients = 20_000;

    /// <summary>The default is just what the largest room takes, and those who measure are to fit in as well.</summary>
    private static readonly string[] ManyClients = ["--set", $"limits.max-connections={MostClients}"];

    private static readonly string[] LargeFrames =
    [
        "--set", "akka.io.tcp.maximum-frame-size=64k",
        "--set", "akka.io.tcp.send-buffer-size=128k",
        "--set", "akka.io.tcp.receive-buffer-size=128k",
    ];

    /// <summary>Other programs that let many hear what each says.</summary>
    private static readonly IReadOnlyList<Contender> Peers =
    [
        new("ncat", Protocol.Raw, ["ncat", "-l", "127.0.0.1", StartedServer.Port, "--chat", "--max-conns", "1000"])
        {
            MostMembers = 500,
        },
        new("ngircd", Protocol.Irc, ["sh", "-c", $"exec ngircd -n -f /dev/stdin <<'END'\n{NgircdConfiguration}\nEND"])
        {
            MostMembers = 2_000,
        },
        new("redis", Protocol.Redis,
        [
            "redis-server", "--port", StartedServer.Port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--protected-mode", "no", "--maxclients", $"{MostClients}", "--client-output-buffer-limit", "pubsub 0 0 0",
        ]),
        new("nats", Protocol.Nats, ["nats-server", "-a", "127.0.0.1", "-p", StartedServer.Port]),
    ];

    private const string NgircdConfiguration =
        $"""
        [Global]
        Name = irc.example.net
        Info = bench
        Listen = 127.0.0.1
        Ports = {StartedServer.Port}
        [Limits]
        MaxConnections = 0
        MaxConnectionsIP = 0
        MaxPenaltyTime = 0
        [Options]
        DNS = no
        Ident = no
        PAM = no
        """;

    /// <summary>The peers that are installed.</summary>
    public static IEnumerable<string> InstalledPeers => Peers.Where(IsInstalled).Select(peer => peer.Name);

    /// <summary>Finds servers, and builds those that are ours.</summary>
    /// <param name="texts">A name that is known, or <c>NAME=COMMAND</c>, or <c>NAME=PROTOCOL:COMMAND</c>, each.</param>
    /// <exception cref="BenchException">One is none of these.</exception>
    public static async Task<List<Contender>> FindAsync(IEnumerable<string> texts, CancellationToken cancellation)
    {
        var contenders = new List<Contender>();
        foreach (var text in texts)
            contenders.Add(await FindAsync(text, cancellation));
        return contenders;
    }

    private static async Task<Contender> FindAsync(string text, CancellationToken cancellation)
    {
        if (text.Split('=', 2) is [var name, var command])
            return Parse(name, command);
        return text switch
        {
            "akkachat" => new(text, Protocol.Chat, [.. await ServerBuild.CommandAsync(cancellation), .. ManyClients]),
            "akkachat-64k" => new(
                text, Protocol.Chat, [.. await ServerBuild.CommandAsync(cancellation), .. ManyClients, .. LargeFrames]),
            "plain" => new(text, Protocol.Chat, await ServerBuild.PlainCommandAsync(cancellation)),
            _ => Peers.FirstOrDefault(peer => peer.Name == text && IsInstalled(peer))
                ?? throw new BenchException($"--server {text} is not known or not installed"),
        };
    }

    private static Contender Parse(string name, string command)
    {
        var protocol = Protocol.All.FirstOrDefault(
            protocol => command.StartsWith($"{protocol.Name}:", StringComparison.Ordinal));
        if (protocol is not null)
            command = command[(protocol.Name.Length + 1)..];
        return command.Contains(StartedServer.Port, StringComparison.Ordinal)
            ? new Contender(name, protocol ?? Protocol.Chat, [.. CommandLineParser.SplitCommandLine(command)])
            : throw new BenchException($"--server {name} needs {StartedServer.Port} where the port is to be");
    }

    private static bool IsInstalled(Contender peer)
    {
        var program = peer.Name switch
        {
            "ngircd" => peer.Name,
            _ => peer.Command[0],
        };
        var directories = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return directories.Append("/usr/sbin").Any(directory => File.Exists(Path.Combine(directory, program)));
    }
}
