using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Web;

/// <summary>Kestrel for the page and its WebSocket, apart from that of the health checks: neither reaches what the other serves.</summary>
internal static class WebEndpoint
{
    /// <summary>
    /// Connections that are not upgraded to a WebSocket. They are no members and not admitted, so the chat keeps file descriptors for as
    /// many free.
    /// </summary>
    public const int MaxConnections = 256;

    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Of requests, while the chat does not read.</summary>
    private const int MaxReadAhead = 32 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Also for the first request of a connection.</summary>
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A host that serves these listening sockets as soon as it is started, and owns them from then on.</summary>
    /// <param name="certificates">Null: without TLS.</param>
    /// <param name="handshakeTimeout">Of TLS, for a connection that begins now.</param>
    public static IHost Build(
        IReadOnlyList<Socket> sockets,
        WebRequests requests,
        WebClients clients,
        TlsCertificateStore? certificates,
        Func<TimeSpan> handshakeTimeout,
        ILoggerFactory logs)
    {
        void ConfigureEndpoint(ListenOptions endpoint)
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(clients.ReadProxyHeader);
            if (certificates is null)
                return;

            var timer = new HandshakeTimer(handshakeTimeout);
            endpoint.Use(timer.Start);
            endpoint.UseHttps(Tls(certificates));
            endpoint.Use(timer.Stop);
        }

        void ConfigurePipeline(IApplicationBuilder app)
        {
            app.Use(clients.ReadForwardedForAsync).Use(UpgradedStream.CaptureAsync).UseWebSockets().Run(requests.HandleAsync);
        }

        return new HostBuilder()
            .ConfigureWebHost(
                web => web
                    .UseKestrelCore()
                    .UseSockets(transport =>
                    {
                        transport.MaxReadBufferSize = MaxReadAhead;
                        // A write completes when the kernel has taken it, and not when Kestrel has: only then a connection is flushed.
                        transport.MaxWriteBufferSize = 1;
                        transport.CreateBoundListenSocket = endpoint => sockets.First(socket => endpoint.Equals(socket.LocalEndPoint));
                    })
                    .ConfigureKestrel(kestrel =>
                    {
                        Configure(kestrel);
                        foreach (var socket in sockets)
                            kestrel.Listen(socket.LocalEndPoint!, ConfigureEndpoint);
                    })
                    .Configure(ConfigurePipeline),
                // ASPNETCORE_ variables have no effect: everything is set in the server's own configuration.
                options => options.SuppressEnvironmentConfiguration = true)
            .ConfigureServices(services => services.AddSingleton(logs).AddSingleton<IHostLifetime, EndpointLifetime>())
            .Build();
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxRequestLineSize = 4096;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestBufferSize = MaxReadAhead;
        limits.MaxRequestBodySize = 0;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
    }

    private static TlsHandshakeCallbackOptions Tls(TlsCertificateStore certificates) => new()
    {
        // Longer than any of the HandshakeTimer; without end it throws.
        HandshakeTimeout = TimeSpan.FromDays(2),
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        }),
    };

    /// <summary>Instead of that of the console, which would stop this host at a signal, before the chat.</summary>
    private sealed class EndpointLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
