using System.Diagnostics;

namespace AkkaChat.Bench.Server;

/// <summary>The servers of the repository that we are in.</summary>
internal static class ServerBuild
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Builds the server, as it is published.</summary>
    /// <returns>The command that starts it.</returns>
    public static async Task<IReadOnlyList<string>> CommandAsync(CancellationToken cancellation) =>
        [await ProgramAsync("src/AkkaChat.Server", cancellation), "--host", "127.0.0.1", "--port", StartedServer.Port];

    /// <summary>Builds the server that does the same without an actor library, in the same way.</summary>
    /// <returns>The command that starts it.</returns>
    public static async Task<IReadOnlyList<string>> PlainCommandAsync(CancellationToken cancellation) =>
        [await ProgramAsync("bench/AkkaChat.PlainServer", cancellation), StartedServer.Port];

    private static async Task<string> ProgramAsync(string project, CancellationToken cancellation)
    {
        var root = Root();
        var name = Path.GetFileName(project);
        var output = Path.Combine(root, "artifacts/bench", name);
        await PublishAsync(root, project, output, cancellation);
        var program = Path.Combine(output, name);
        return File.Exists(program) ? program : throw new BenchException($"the build has not made {program}");
    }

    private static string Root()
    {
        for (var at = new DirectoryInfo(Environment.CurrentDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "AkkaChat.sln")))
                return at.FullName;
        }

        throw new BenchException("there is no AkkaChat.sln here or above; name the server with --server or --connect");
    }

    private static async Task PublishAsync(string root, string project, string output, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", "--nologo", "-v", "quiet", "-o", output, project])
        {
            WorkingDirectory = root,
        };
        using var build = Process.Start(start) ?? throw new BenchException("cannot start dotnet build");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            await build.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw new BenchException("the build of the server did not end");
        }

        if (build.ExitCode != 0)
            throw new BenchException("the server cannot be built");
    }
}
