using AkkaChat.Server.Cluster;
using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;
using AkkaChat.Server.Transports;
using AkkaChat.Server.Web;

namespace AkkaChat.Server.Configuration;

/// <summary>All settings of the server, read and validated at the start and at each reload. Immutable.</summary>
/// <param name="TrustedProxies">Whose connections begin with a PROXY header, on all doors.</param>
/// <param name="Health">Where the health checks listen; null for off.</param>
/// <param name="ControlSocket">Path of the operator's Unix socket; empty for off.</param>
/// <param name="Cluster">Null for a single server.</param>
/// <param name="ShutdownGrace">
/// Time from the signal until the actors have stopped; connections that are open after 9/10 of it are reset. Closing the
/// port, the last export of metrics and the flush of the log come on top, a few seconds at most.
/// </param>
internal sealed record ChatSettings(
    ListenSettings Listen,
    TlsSettings Tls,
    WebSettings Web,
    TrustedProxies TrustedProxies,
    ConnectionLimits Limits,
    ConnectionSettings Connection,
    RoomSettings Room,
    KeepAliveSettings KeepAlive,
    HostPort? Health,
    string ControlSocket,
    ClusterSettings? Cluster,
    TimeSpan ShutdownGrace,
    LogSettings Log,
    MetricsSettings Metrics)
{
    /// <summary>A door uses the certificate of <see cref="Tls"/>.</summary>
    public bool NeedsCertificate => Listen.Tls is not null || (Web.Listen is not null && Web.IsTls);
}
