using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AkkaChat.Bench.Servers;

/// <summary>How a server is started.</summary>
/// <param name="Words">The program and its arguments, in which <see cref="Port"/> stands for the port.</param>
internal sealed partial record ServerCommand(string Name, IReadOnlyList<string> Words)
{
    public const string AkkaChat = "akkachat";
    public const string AkkaChat64K = "akkachat-64k";
    public const string Plain = "plain";
    public const string Port = "{port}";

    public const string Help = $"{AkkaChat} (the server of this checkout), {AkkaChat64K} "
        + "(the same with frames of 64 KiB), "
        + $"{Plain} (bench/AkkaChat.PlainServer), or a command with {Port} where the port is to be, or "
        + "NAME='COMMAND'. A command is started without a shell, and must be the server itself";

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
            return new(text, [await PublishAsync("bench/AkkaChat.PlainServer", cancellation), Port]);
        if (text is AkkaChat or AkkaChat64K)
        {
            var program = await PublishAsync("src/AkkaChat.Server", cancellation);
            // By default as many connections are admitted as the largest workload has, and a few more are needed.
            string[] words = [program, "--host", "127.0.0.1", "--port", Port, "--set", "limits.max-connections=20000"];
            return new(text, text == AkkaChat ? words : [.. words, .. LargeFrames]);
        }

        if (!text.Contains(Port, StringComparison.Ordinal))
            throw new BenchException($"--server {text} is neither a known name nor a command with {Port} in it");
        var name = NamePattern().Match(text).Value;
        return new(name is "" ? "server" : name[..^1], [.. CommandLineParser.SplitCommandLine(text[name.Length..])]);
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
