using System.Net;
using Akka.Actor;
using Akka.Event;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Events;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AkkaChat.Server.Web;

/// <summary>Answers requests: the page at <c>/</c>, the WebSocket at <c>/chat</c>, and 404 for all else.</summary>
/// <param name="page">The page of the room as it is now.</param>
/// <param name="settings">The settings for a request that comes now.</param>
/// <param name="transport">Creates the props of the TransportActor of a WebSocket.</param>
/// <param name="transports">The TransportSupervisorActor.</param>
internal sealed class WebRequests(
    Func<ChatPage> page,
    Func<WebSettings> settings,
    WebClients clients,
    Func<ITransport, Client, Props> transport,
    IActorRef transports,
    EventStream events)
{
    public Task HandleAsync(HttpContext context)
    {
        // The page opens its WebSocket by a connection of its own; this one would only take up a place.
        if (!context.WebSockets.IsWebSocketRequest)
            context.Response.Headers.Connection = "close";
        return (string?)context.Request.Path switch
        {
            "/" => SendPageAsync(context),
            "/chat" => ServeSocketAsync(context),
            _ => SendAsync(context, StatusCodes.Status404NotFound, "not found"),
        };
    }

    private async Task SendPageAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            await SendAsync(context, StatusCodes.Status405MethodNotAllowed, "method not allowed");
            return;
        }

        var current = page();
        var headers = response.Headers;
        headers.ETag = current.ETag;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = current.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (request.Headers.IfNoneMatch.Contains(current.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = current.Html.Length;
        if (HttpMethods.IsGet(request.Method))
            await response.BodyWriter.WriteAsync(current.Html);
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await SendAsync(context, StatusCodes.Status426UpgradeRequired, "this address is that of a WebSocket");
            return;
        }

        var client = clients.ClientOf(new IPEndPoint(context.Connection.RemoteIpAddress!, context.Connection.RemotePort));
        if (!settings().Origins.Allow(context.Request.Headers.Origin, context.Request.Headers.Host.ToString()))
        {
            events.Publish(ChatEvents.ConnectionEnded.NotAdmitted(client, CloseReason.ForeignOrigin));
            await SendAsync(context, StatusCodes.Status403Forbidden, "pages of this origin may not connect, see web.origins");
            return;
        }

        // The chat has its own limits for slow clients.
        context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate = null;
        var upgrade = context.Features.GetRequiredFeature<UpgradedStream>();
        var keepAlive = settings().KeepAlive;
        var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = keepAlive.Idle,
            KeepAliveTimeout = keepAlive.Count * keepAlive.Interval,
        });
        context.Features.GetRequiredFeature<WebAdmission.Slot>().Dispose();
        var connection = context.Features.GetRequiredFeature<AcceptedConnection>();
        var socketTransport = new WebSocketTransport(socket, upgrade.Stream, context.Abort, connection.Release);
        transports.Tell(new TransportSupervisorActor.Serve(transport(socketTransport, client)));
        // Kestrel closes the connection when the request ends.
        await socketTransport.Ended;
    }

    private static Task SendAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{text}\n");
    }
}
