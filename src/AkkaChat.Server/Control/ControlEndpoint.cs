using System.Net.Sockets;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Control;

/// <summary>
/// The control socket: HTTP on a Unix socket. The permissions of its file are the only access control. One path for each
/// <see cref="ControlVerb"/>; requests have a <see cref="ControlRequest"/> as JSON, answers one of the <see cref="ControlAnswers"/>.
/// 400: wrong input; 422: a reload that was refused; 500: it failed. Then the answer has the problems. In a cluster a header names the
/// nodes that have not answered.
/// </summary>
internal static class ControlEndpoint
{
    private const int MaxConnections = 32;
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>A host that serves the listening socket as soon as it is started, and owns it from then on.</summary>
    public static IHost Build(Socket socket, ControlHandler handler, ILoggerFactory logs) => HttpHost.Build(
        [socket],
        MaxConnections,
        MaxBodyBytes,
        _ => { },
        web => web
            .ConfigureServices(services => services.AddRoutingCore())
            .Configure(app => app.UseRouting().UseEndpoints(endpoints =>
            {
                foreach (var verb in ControlVerb.All)
                    endpoints.MapMethods($"/{verb.Name}", [verb.Method], context => handler.HandleAsync(verb, context));
            })),
        reason => logs.CreateLogger(ChatLog.Category).AcceptFailed("control", reason),
        logs);
}
