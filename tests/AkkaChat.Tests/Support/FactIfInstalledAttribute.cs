namespace AkkaChat.Tests.Support;

/// <summary>A test that is skipped on machines without the program that it needs, unless the environment has <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactIfInstalledAttribute : FactAttribute
{
    public FactIfInstalledAttribute(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Environment.GetEnvironmentVariable("CI") != "true" && !folders.Any(folder => File.Exists(Path.Combine(folder, program))))
            Skip = $"{program} is not installed";
    }
}
