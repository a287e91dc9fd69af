using System.Reflection;

namespace AkkaChat.Tests.Support;

/// <summary>Publishes the server of this checkout, which takes up to a minute.</summary>
internal static class PublishedServer
{
    /// <param name="folder">All that is built is in there.</param>
    /// <param name="arguments">Of <c>dotnet publish</c>.</param>
    public static async Task PublishAsync(TempFolder folder, params string[] arguments)
    {
        var project = typeof(PublishedServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "ServerProject").Value!;
        // No build server that goes on running, and no cache outside the folder.
        var (exitCode, output, errors) = await Tool.RunAsync(
            "env",
            [
                $"TMPDIR={folder.PathOf("")}", "dotnet", "publish", project, "--artifacts-path", folder.PathOf("artifacts"),
                "--disable-build-servers", "-nodeReuse:false", "-p:RunAnalyzers=false", .. arguments,
            ]);
        Assert.True(exitCode == 0, output + errors);
        Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
    }
}
