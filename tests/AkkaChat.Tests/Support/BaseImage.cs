using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Tests.Support;

/// <summary>
/// A base image without any file, in a container registry of its own: the SDK takes base images from registries only. Like
/// Microsoft's it declares in its environment that a web server listens on 8080.
/// </summary>
internal sealed class BaseImage : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private const string ConfigType = "application/vnd.docker.container.image.v1+json";

    private static readonly string[] Environment = ["ASPNETCORE_HTTP_PORTS=8080"];

    private readonly WebApplication _registry;

    private BaseImage(WebApplication registry) => _registry = registry;

    /// <summary>The full name of the image.</summary>
    public string Name => $"localhost:{new Uri(_registry.Urls.Single()).Port}/empty:latest";

    public static async Task<BaseImage> ServeAsync()
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
            os = "linux",
            config = new { User = "root", Env = Environment },
            rootfs = new { type = "layers", diff_ids = Array.Empty<string>() },
        });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = ConfigType, size = config.Length, digest = Digest(config) },
            layers = Array.Empty<object>(),
        });

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var registry = builder.Build();
        registry.Run(context => context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal)
            ? SendAsync(context, ManifestType, manifest)
            : SendAsync(context, ConfigType, config));
        await registry.StartAsync();
        return new BaseImage(registry);
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private static Task SendAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(content);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(content).AsTask();
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
