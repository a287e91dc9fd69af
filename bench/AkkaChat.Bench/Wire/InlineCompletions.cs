namespace AkkaChat.Bench.Wire;

/// <summary>
/// Makes one thread run all continuations of reads and writes. Otherwise each of them wakes a thread of the pool, which
/// doubles the cost of the load. .NET reads these variables when the first socket is used asynchronously.
/// </summary>
internal static class InlineCompletions
{
    private static readonly string[] Variables =
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"];

    public static void Enable() => Array.ForEach(Variables, name => Environment.SetEnvironmentVariable(name, "1"));

    /// <summary>The server must not inherit them.</summary>
    public static void RemoveFrom(IDictionary<string, string?> environment) =>
        Array.ForEach(Variables, name => environment.Remove(name));
}
