using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using AkkaChat.Tests.Support;

namespace AkkaChat.Tests.Executable;

/// <summary>The published forms of the server, built in a folder of their own, not in the checkout.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>With the runtime of this machine and without analyzers, so that nothing has to be downloaded.</summary>
    [Fact]
    public async Task The_single_file_serves()
    {
        var output = _folder.PathOf("publish");
        await PublishedServer.PublishAsync(
            _folder, "-p:PublishProfile=SingleFile", "--self-contained", "false", "-p:EnableSingleFileAnalyzer=false", "-o", output);
        // The program and the example configurations.
        Assert.Equal(["AkkaChat.Server", "hocon"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName).Order());

        using var server = ServerProcess.StartOther(
            Path.Combine(output, "AkkaChat.Server"), "--host", "127.0.0.1", "--port", "0", "--set", "health.listen=127.0.0.1:0");
        using var bot = await LineClient.ConnectAsync(await server.ListeningAsync());
        await bot.SendAsync("bot\nhello\n");
        Assert.Equal("bot:hello", await bot.ReadLineAsync());
        Assert.Equal((200, "ok\n"), await server.Health().GetAsync("/readyz"));

        await server.StopAsync();
        Assert.All(server.Output, line => Assert.Contains(" INF ", line, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task The_container_image_is_not_root_exposes_its_ports_and_has_a_valid_command()
    {
        await using var baseImage = await BaseImage.ServeAsync();
        var archive = _folder.PathOf("image.tar");
        await PublishedServer.PublishAsync(
            _folder, "-t:PublishContainer", $"-p:ContainerArchiveOutputPath={archive}", $"-p:ContainerBaseImage={baseImage.Name}");

        var image = await ExtractAsync(File.OpenRead(archive), "image");
        var manifest = Json(Path.Combine(image, "manifest.json"))[0];
        Assert.Equal("akkachat:latest", Assert.Single(Texts(manifest.GetProperty("RepoTags"))));
        var config = Json(Path.Combine(image, manifest.GetProperty("Config").GetString()!)).GetProperty("config");
        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal(["8443/tcp", "9000/tcp", "9100/tcp", "9443/tcp"], config.GetProperty("ExposedPorts").EnumerateObject().Select(port => port.Name).Order());
        Assert.Equal("AkkaChat", config.GetProperty("Labels").GetProperty("org.opencontainers.image.title").GetString());
        Assert.Equal("MIT", config.GetProperty("Labels").GetProperty("org.opencontainers.image.licenses").GetString());

        // Its command, run on the files of its only layer.
        var layer = File.OpenRead(Path.Combine(image, Assert.Single(Texts(manifest.GetProperty("Layers")))));
        var root = await ExtractAsync(new GZipStream(layer, CompressionMode.Decompress), "root");
        string[] command = [.. Texts(config.GetProperty("Entrypoint")), .. Texts(config.GetProperty("Cmd"))];
        Assert.Equal("dotnet", command[0]);
        Assert.Equal("/app/AkkaChat.Server.dll", command[1]);
        var check = await Tool.RunAsync("dotnet", [root + command[1], .. command[2..], "--check-config"]);
        Assert.Equal((0, "configuration is valid\n", ""), check);
    }

    private async Task<string> ExtractAsync(Stream archive, string name)
    {
        await using (archive)
        {
            var target = Directory.CreateDirectory(_folder.PathOf(name)).FullName;
            await TarFile.ExtractToDirectoryAsync(archive, target, overwriteFiles: false);
            return target;
        }
    }

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString()!);
}
