using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Settings that had another name in an earlier version: each is an error that names the present one.</summary>
internal static class RenamedSettings
{
    private const string OldExecutor = "AkkaChat.Server.Dispatch.RunQueueExecutorConfigurator";
    private const string NewExecutor = "AkkaChat.Server.Scheduling.BatchingExecutorConfigurator, AkkaChat.Server";

    /// <summary>The present name of a key below <c>akkachat</c>; null if the key was not renamed.</summary>
    public static string? NewKey(string path) => path == "akkachat.http.listen" ? "akkachat.health.listen" : null;

    /// <summary>Reports the former settings of the server's own executor, in any section of Akka.</summary>
    /// <param name="path">The path of the section.</param>
    public static void Check(HoconSection section, string path, Action<string> report)
    {
        foreach (var (key, value) in section.Fields)
        {
            if (value is HoconSection inner)
                Check(inner, $"{path}.{HoconWriter.Key(key)}", report);
            else if (value is HoconScalar { Text: var text } && NewValue(key, text) is { } newSetting)
                report($"{path}.{key} = {text} ({value.Origin}) is now {newSetting}");
        }
    }

    private static string? NewValue(string key, string value) => (key, value) switch
    {
        ("lane", "first") => "priority = normal",
        ("lane", "last") => "priority = low",
        ("executor", _) when value.StartsWith(OldExecutor, StringComparison.Ordinal) => NewExecutor,
        _ => null,
    };
}
