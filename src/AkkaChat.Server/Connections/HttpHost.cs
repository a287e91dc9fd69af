using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Also for the first request of a connection.</summary>
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A host that serves these listening sockets as soon as it is started, and owns them from then on.</summary>
    /// <param name="maxConnections">That are not upgraded; further ones are closed.</param>
    /// <param name="maxBodyBytes">Of a request.</param>
    /// <param name="endpoint">Adds to the pipeline of a connection, below HTTP.</param>
    /// <param name="web">Adds services, and configures the pipeline of a request.</param>
    public static IHost Build(
        IReadOnlyList<Socket> sockets,
        int maxConnections,
        int maxBodyBytes,
        Action<ListenOptions> endpoint,
        Action<IWebHostBuilder> web,
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
            .UseSockets(transport =>
            {
                transport.MaxReadBufferSize = MaxReadAhead;
                transport.CreateBoundListenSocket = address => sockets.First(socket => address.Equals(socket.LocalEndPoint));
            })
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
