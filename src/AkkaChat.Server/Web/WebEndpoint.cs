using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Web;

/// <summary>The page and its WebSocket over HTTP or HTTPS.</summary>
internal static class WebEndpoint
{
    /// <summary>
    /// Connections that are not upgraded to a WebSocket. They are no members and not admitted, so the chat keeps as many more file
    /// descriptors free. The few above it that are being closed take some of those that it keeps for the runtime.
    /// </summary>
    public const int MaxConnections = 256;

    /// <summary>A host that serves these listening sockets as soon as it is started, and owns them from then on.</summary>
    /// <param name="onAcceptFailed">Is given the reason: of the first of several failures in succession.</param>
    /// <param name="certificates">Null: without TLS.</param>
    /// <param name="handshakeTimeout">Of TLS, for a connection that begins now.</param>
    public static IHost Build(
        IReadOnlyList<Socket> sockets,
        WebRequests requests,
        WebClients clients,
        WebAdmission admission,
        TlsCertificateStore? certificates,
        Func<TimeSpan> handshakeTimeout,
        Action<string> onAcceptFailed,
        ILoggerFactory logs)
    {
        void ConfigureEndpoint(ListenOptions endpoint)
        {
            endpoint.Use(clients.ReadProxyHeader);
            endpoint.Use(admission.Admit);
            if (certificates is null)
                return;

            var timer = new TlsHandshakeTimer(handshakeTimeout);
            endpoint.Use(timer.Start);
            endpoint.UseHttps(Tls(certificates));
            endpoint.Use(timer.Stop);
        }

        void ConfigurePipeline(IApplicationBuilder app)
        {
            app.Use(clients.ReadForwardedForAsync).Use(UpgradedStream.CaptureAsync).UseWebSockets().Run(requests.HandleAsync);
        }

        return HttpHost.Build(
            sockets, MaxConnections, maxBodyBytes: 0, ConfigureEndpoint, web => web.Configure(ConfigurePipeline), onAcceptFailed, logs);
    }

    private static TlsHandshakeCallbackOptions Tls(TlsCertificateStore certificates) => new()
    {
        // Longer than any of the TlsHandshakeTimer; without end it throws.
        HandshakeTimeout = TimeSpan.FromDays(2),
        OnConnection = _ => new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        }),
    };
}
