using AkkaChat.Server.Configuration.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Settings that had another name in an earlier version: each is refused with its name of today.</summary>
internal static class RenamedSettings
{
    private const string OldExecutor = "AkkaChat.Server.Dispatch.RunQueueExecutorConfigurator";
    private const string NewExecutor = "AkkaChat.Server.Scheduling.BatchingExecutorConfigurator, AkkaChat.Server";

    /// <summary>The name of today of a key below <c>akkachat</c>; null if the key was not renamed.</summary>
    public static string? NewKey(string path) => path == "akkachat.http.listen" ? "akkachat.health.listen" : null;

    /// <summary>Finds the old values that name or configure the server's own executor, anywhere below a section of Akka.</summary>
    /// <param name="path">The path of the section.</param>
    /// <returns>A problem for each.</returns>
    public static IEnumerable<string> Find(HoconSection section, string path)
    {
        foreach (var (key, value) in section.Fields)
        {
            if (value is HoconScalar { Text: var text } && NewValue(key, text) is { } now)
                yield return $"{path}.{key} = {text} ({value.Origin}) is now {now}";
            foreach (var problem in value is HoconSection inner ? Find(inner, $"{path}.{key}") : [])
                yield return problem;
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
