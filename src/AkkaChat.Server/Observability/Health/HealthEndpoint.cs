using System.Net;
using Akka.Actor;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AkkaChat.Server.Observability.Health;

/// <summary>
/// Health checks over HTTP. <c>GET /healthz</c>: the process works and should not be restarted. <c>GET /readyz</c>: it
/// accepts new clients. The answer is 200, or 503 with the reason in plain text; every other path is 404.
/// </summary>
internal static class HealthEndpoint
{
    private const string Live = "live";
    private const string Ready = "ready";

    /// <summary>Enough for monitoring; the descriptors are for the clients of the chat.</summary>
    private const int MaxConnections = 32;

    /// <summary>
    /// For a connection to send its request. Idle connections can use up all <see cref="MaxConnections"/>, and keep checks
    /// out until it ends. Kestrel checks it once a second.
    /// </summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// To be added before all other services: the host stops them in reverse order, so that the checks are answered until
    /// the chat has ended.
    /// </summary>
    /// <param name="isNode">The server is a node of a cluster.</param>
    public static void AddHealthEndpoint(this IHostBuilder host, IReadOnlyList<IPEndPoint> endpoints, bool isNode) => host.ConfigureWebHost(
        web => web
            .UseKestrelCore()
            .ConfigureKestrel(kestrel => Configure(kestrel, endpoints))
            .ConfigureServices(services =>
            {
                services.AddSingleton<SocketTransportFactory>().AddSingleton<IConnectionListenerFactory>(
                    provider => new LimitedListenerFactory(provider.GetRequiredService<SocketTransportFactory>(), MaxConnections));
                var checks = services
                    .AddRoutingCore()
                    .AddHealthChecks()
                    .AddCheck<RoomCheck>("room", tags: [Live, Ready])
                    .AddCheck<ListenerCheck>("listener", tags: [Ready]);
                if (isNode)
                    checks.AddCheck<RelayCheck>("cluster", tags: [Ready]);
            })
            .Configure(app => app.Use(CloseAfterResponseAsync).UseRouting().UseEndpoints(Map)),
        // ASPNETCORE_ variables have no effect: everything is set in the server's own configuration.
        options => options.SuppressEnvironmentConfiguration = true);

    /// <summary>Where a started host listens for health checks, with the real port if 0 is configured.</summary>
    public static IEnumerable<IPEndPoint> EndpointsOf(IServiceProvider services)
    {
        var bound = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return bound.Select(address => new Uri(address)).Select(uri => new IPEndPoint(IPAddress.Parse(uri.Host), uri.Port));
    }

    /// <summary>Publishes where a started host listens for health checks.</summary>
    public static void Report(ActorSystem system, IServiceProvider services)
    {
        foreach (var endpoint in EndpointsOf(services))
            system.EventStream.Publish(new ChatEvents.HealthOpened(endpoint));
    }

    private static void Configure(KestrelServerOptions kestrel, IReadOnlyList<IPEndPoint> endpoints)
    {
        kestrel.AddServerHeader = false;
        foreach (var endpoint in endpoints)
            kestrel.Listen(endpoint, options => options.Protocols = HttpProtocols.Http1);
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 1024;
        limits.MaxRequestHeadersTotalSize = 8192;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestBodySize = 0;
        limits.RequestHeadersTimeout = RequestTimeout;
        // Applies to the first request of a connection, and there is no second one.
        limits.KeepAliveTimeout = RequestTimeout;
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: RequestTimeout);
    }

    /// <summary>A client that keeps its connection would keep its place among <see cref="MaxConnections"/>.</summary>
    private static Task CloseAfterResponseAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.Connection = "close";
        return next(context);
    }

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "/healthz", Live);
        Map(endpoints, "/readyz", Ready);
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
