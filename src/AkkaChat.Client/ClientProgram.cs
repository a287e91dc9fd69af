using AkkaChat.TerminalClient.Connection;
using AkkaChat.TerminalClient.Screen;
using AkkaChat.TerminalClient.Session;

namespace AkkaChat.TerminalClient;

/// <summary>The process from its start to its end: whatever ends it is one line and an exit code, never a stack trace.</summary>
internal static class ClientProgram
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    private const string PasswordVariable = "AKKACHAT_PASSWORD";

    /// <returns>One of the exit codes.</returns>
    public static int Run(string[] args)
    {
        try
        {
            if (ClientCommandLine.Parse(args) is not { } options)
                return Done;
            var connector = new ServerConnector(options);
            var password = Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } value ? value : null;
            return Console.IsInputRedirected || Console.IsOutputRedirected
                ? RunPipeAsync(connector, password).GetAwaiter().GetResult()
                : RunScreen(connector, password);
        }
        catch (UsageException exception)
        {
            return Fail(exception.Message, WrongUsage);
        }
        catch (Exception exception)
        {
            return Fail(exception is ConnectException or PipeException ? exception.Message : $"failed: {exception.Message}", Failed);
        }
    }

    private static async Task<int> RunPipeAsync(ServerConnector connector, string? password)
    {
        var options = connector.Options;
        if (options.Name is not { } name)
            throw new UsageException("--name is required if the input or the output is not a terminal");
        if (options.IsInsecure)
            Console.Error.WriteLine(Warning);
        await using var connection = await connector.ConnectAsync(CancellationToken.None);
        var pipe = new PipeMode(
            connection, name, password, Console.OpenStandardInput(), Console.OpenStandardOutput(), !Console.IsOutputRedirected);
        return await pipe.RunAsync() is { } problem ? Fail(problem, Failed) : Done;
    }

    private static int RunScreen(ServerConnector connector, string? password)
    {
        if ((connector.Options.Name ?? AskName()) is not { } name)
            return Done;
        var session = new ChatSession(connector, TimeProvider.System, Random.Shared.NextDouble, name, password);
        if (connector.Options.IsInsecure)
            session.Log.Add(LogEntryKind.Warning, Warning);
        ChatTerminal.Run(session);
        return Done;
    }

    /// <returns>Null at the end of the input.</returns>
    private static string? AskName()
    {
        while (true)
        {
            Console.Write("Your name: ");
            if (Console.ReadLine() is not { } name)
                return null;
            if (MemberName.ProblemOf(name) is not { } problem)
                return name;
            Console.WriteLine($"{problem}.");
        }
    }

    private const string Warning =
        "--insecure: the certificate is not verified. An attacker in the network can read and change everything, the password included.";

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine(ReceivedText.Of(message));
        return exitCode;
    }
}
