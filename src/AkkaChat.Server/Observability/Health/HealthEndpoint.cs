using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>
/// Says over HTTP how the server is. <c>GET /healthz</c>: it lives, and should not be restarted. <c>GET /readyz</c>: new
/// clients are welcome. 200 or 503, with the reason in plain text; there is nothing else to be had.
/// </summary>
internal static class HealthEndpoint
{
    private const string Healthz = "/healthz";
    private const string Readyz = "/readyz";
    private const string Live = "live";
    private const string Ready = "ready";

    /// <summary>All that can be asked.</summary>
    public static readonly string[] Paths = [Healthz, Readyz];

    /// <summary>Those who probe are few; strangers shall not use up what the clients of the chat need.</summary>
    private const int MaxConnections = 32;

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Adds it to a host that has nothing else yet: what is registered first is stopped last, and readiness is told until
    /// the chat has ended.
    /// </summary>
    /// <param name="socket">Listens already; owned by the host from now on.</param>
    public static void AddHealthEndpoint(this IHostBuilder host, Socket socket) => host.ConfigureWebHost(
        web => web
            .UseKestrelCore()
            .UseSockets(sockets => sockets.CreateBoundListenSocket = _ => socket)
            .ConfigureKestrel(kestrel => Configure(kestrel, socket))
            .ConfigureServices(services => services
                .AddRoutingCore()
                .AddHealthChecks()
                .AddCheck<RoomCheck>("room", tags: [Live, Ready])
                .AddCheck<ListenerCheck>("listener", tags: [Ready]))
            .Configure(app => app.UseRouting().UseEndpoints(Map)),
        // Nothing of it is set in any other place than our own configuration.
        options => options.SuppressEnvironmentConfiguration = true);

    private static void Configure(KestrelServerOptions kestrel, Socket socket)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(socket.LocalEndPoint!, options => options.Protocols = HttpProtocols.Http1);
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 1024;
        limits.MaxRequestHeadersTotalSize = 8192;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestBodySize = 0;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
    }

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Healthz, Live);
        Map(endpoints, Readyz, Ready);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, string tag) => endpoints
        .MapHealthChecks(path, new HealthCheckOptions { Predicate = check => check.Tags.Contains(tag), ResponseWriter = WriteAsync })
        .WithMetadata(new HttpMethodMetadata(Methods));

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var problems = report.Entries
            .Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Value.Description}\n");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? "ok\n" : string.Concat(problems));
    }
}
