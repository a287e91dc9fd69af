using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AkkaChat.Server.Web;

/// <summary>
/// Finds out who is behind a proxy that is trusted: by a PROXY header in front of the connection, or by the last address in
/// X-Forwarded-For that is none of such a proxy. Thread-safe.
/// </summary>
/// <param name="trusted">The proxies that are trusted now.</param>
internal sealed class WebClients(Door door, Func<TrustedProxies> trusted, ILoggerFactory logs)
{
    private volatile Forwarding? _forwarding;

    /// <summary>Middleware: gives the request the address of the client, if it comes from a proxy that names it.</summary>
    public Task ReadForwardedForAsync(HttpContext context, RequestDelegate next)
    {
        var proxies = trusted();
        // Without any ForwardedHeadersMiddleware would believe everybody.
        if (proxies.Networks.Any())
        {
            var forwarding = _forwarding;
            if (forwarding?.Proxies != proxies)
                _forwarding = forwarding = new Forwarding(proxies, CreateForwarding(proxies));
            forwarding.Middleware.ApplyForwarders(context);
        }

        return next(context);
    }

    /// <summary>Reads a PROXY header, if the connection comes from a proxy and begins with one.</summary>
    public ConnectionDelegate ReadProxyHeader(ConnectionDelegate next) => async connection =>
    {
        if (!trusted().Contains(connection.RemoteEndPoint) || await TryReadProxyHeaderAsync(connection))
            await next(connection);
    };

    /// <summary>The client at an address. One that is known by the address of a proxy only counts for no address.</summary>
    public Client ClientOf(IPEndPoint endpoint)
    {
        var client = Client.Of(door, endpoint);
        return trusted().Contains(endpoint) ? client with { Address = null } : client;
    }

    /// <returns>False if neither a header nor anything else has come in time, or the connection was reset.</returns>
    private static async Task<bool> TryReadProxyHeaderAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(TransportActor.StepTimeout);
        var input = connection.Transport.Input;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(timeout.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                return false;
            }

            var start = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, ProxyHeader.MaxLength)).ToArray();
            var result = ProxyHeader.Read(start, out var length, out var source);
            if (result == ProxyHeaderResult.Incomplete && !read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var isComplete = result == ProxyHeaderResult.Complete;
            input.AdvanceTo(read.Buffer.GetPosition(isComplete ? length : 0));
            if (isComplete && source is not null)
                connection.RemoteEndPoint = source;
            return true;
        }
    }

    private ForwardedHeadersMiddleware CreateForwarding(TrustedProxies proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Networks)
            options.KnownIPNetworks.Add(network);
        return new ForwardedHeadersMiddleware(_ => Task.CompletedTask, logs, Options.Create(options));
    }

    private sealed record Forwarding(TrustedProxies Proxies, ForwardedHeadersMiddleware Middleware);
}
