namespace AkkaChat.Tests.Support;

/// <summary>The real terminal client.</summary>
internal static class ClientExecutable
{
    public static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "AkkaChat.Client");

    /// <summary>Runs it to its end, without an input.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => Tool.RunAsync(Path, arguments);
}
