using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Kestrel at sockets that listen already, in a host of its own: no other endpoint of the process reaches what it serves.
/// </summary>
internal static class HttpHost
{
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Of requests, while they are not read.</summary>
    private const int MaxReadAhead = 32 * 1024;

    private static readonly SocketConnectionFactoryOptions Options = new()
    {
        MaxReadBufferSize = MaxReadAhead,
        // A write completes when the kernel has taken it, and not when Kestrel has: only then a connection is flushed.
        MaxWriteBufferSize = 1,
    };

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Also for the first request of a connection.</summary>
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A host that serves these listening sockets as soon as it is started, and owns them from then on.</summary>
    /// <param name="maxConnections">That are not upgraded; further ones are closed.</param>
    /// <param name="maxBodyBytes">Of a request.</param>
    /// <param name="endpoint">Adds to the pipeline of a connection, below HTTP.</param>
    /// <param name="web">Adds services, and configures the pipeline of a request.</param>
    /// <param name="onAcceptFailed">Is given the reason: of the first of several failures in succession.</param>
    public static IHost Build(
        IReadOnlyList<Socket> sockets,
        int maxConnections,
        int maxBodyBytes,
        Action<ListenOptions> endpoint,
        Action<IWebHostBuilder> web,
        Action<string> onAcceptFailed,
        ILoggerFactory logs)
    {
        void ConfigureKestrel(KestrelServerOptions kestrel)
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = maxConnections;
            limits.MaxRequestLineSize = 4096;
            limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            limits.MaxRequestBufferSize = MaxReadAhead;
            limits.MaxRequestBodySize = maxBodyBytes;
            limits.RequestHeadersTimeout = HeadersTimeout;
            limits.KeepAliveTimeout = KeepAliveTimeout;
            foreach (var socket in sockets)
            {
                kestrel.Listen(socket.LocalEndPoint!, options =>
                {
                    options.Protocols = HttpProtocols.Http1;
                    endpoint(options);
                });
            }
        }

        void ConfigureWeb(IWebHostBuilder builder) => web(builder
            .UseKestrelCore()
            .ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(
                new LimitedListenerFactory(new HttpListenerFactory(sockets, Options, onAcceptFailed, logs), maxConnections)))
            .ConfigureKestrel(ConfigureKestrel));

        return new HostBuilder()
            // ASPNETCORE_ variables have no effect: everything is set in the server's own configuration.
            .ConfigureWebHost(ConfigureWeb, options => options.SuppressEnvironmentConfiguration = true)
            .ConfigureServices(services => services.AddSingleton(logs).AddSingleton<IHostLifetime, EndpointLifetime>())
            .Build();
    }

    /// <summary>Instead of that of the console, which would stop this host at a signal, before the chat.</summary>
    private sealed class EndpointLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
