using System.CommandLine.Parsing;
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

    /// <summary>Finds servers, and builds those that are ours.</summary>
    /// <param name="texts">A name that is known, or <c>NAME=COMMAND</c>, each.</param>
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
            "akkachat" => new(text, [.. await ServerBuild.CommandAsync(cancellation), .. ManyClients]),
            "akkachat-64k" => new(
                text, [.. await ServerBuild.CommandAsync(cancellation), .. ManyClients, .. LargeFrames]),
            "plain" => new(text, await ServerBuild.PlainCommandAsync(cancellation)),
            _ => throw new BenchException($"--server {text} is not known"),
        };
    }

    private static Contender Parse(string name, string command)
    {
        return command.Contains(StartedServer.Port, StringComparison.Ordinal)
            ? new Contender(name, [.. CommandLineParser.SplitCommandLine(command)])
            : throw new BenchException($"--server {name} needs {StartedServer.Port} where the port is to be");
    }
}
