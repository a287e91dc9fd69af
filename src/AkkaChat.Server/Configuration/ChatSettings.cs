using AkkaChat.Server.Connections;
using AkkaChat.Server.Observability.Logging;
using AkkaChat.Server.Observability.Metrics;
using AkkaChat.Server.Room;

namespace AkkaChat.Server.Configuration;

/// <summary>All settings of the server, read and validated once at start. Immutable.</summary>
/// <param name="Health">Where the health checks listen; null for off.</param>
/// <param name="ShutdownGrace">Longest time from the signal to the end of the process.</param>
internal sealed record ChatSettings(
    ListenSettings Listen,
    ConnectionLimits Limits,
    ConnectionSettings Connection,
    RoomSettings Room,
    KeepAliveSettings KeepAlive,
    HostPort? Health,
    TimeSpan ShutdownGrace,
    LogSettings Log,
    MetricsSettings Metrics);
