using AkkaChat.Server.Connections;
using AkkaChat.Server.Protocol;
using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Configuration;

/// <summary>Everything that can be set, read once at start and valid as a whole. Immutable.</summary>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="Username">What a username may be.</param>
/// <param name="UniqueNames">Refuse a name that is in use.</param>
/// <param name="HttpListen">Where the health checks are; null for none.</param>
/// <param name="ShutdownGrace">Longest time from the signal to the end of the process.</param>
internal sealed record ChatSettings(
    ListenSettings Listen,
    string ServerName,
    UsernameRules Username,
    bool UniqueNames,
    MessageSettings Message,
    LimitSettings Limits,
    KeepAliveSettings KeepAlive,
    HostPort? HttpListen,
    TimeSpan ShutdownGrace,
    LogSettings Log,
    TelemetrySettings Telemetry);

/// <param name="Host">An IP address, or a name that is resolved when the server starts.</param>
/// <param name="Port">0 lets the system choose one.</param>
/// <param name="Backlog">Connections that the kernel holds until they are accepted.</param>
internal sealed record ListenSettings(string Host, int Port, int Backlog)
{
    public HostPort Address => new(Host, Port);
}

/// <param name="MaxLength">Most bytes of content, as they come.</param>
/// <param name="Sanitize">Make the text safe; without it bytes pass as they come.</param>
internal sealed record MessageSettings(int MaxLength, bool Sanitize);

/// <param name="MaxConnections">Open connections, named or not.</param>
/// <param name="MaxConnectionsPerAddress">Null for no limit.</param>
/// <param name="HandshakeTimeout">From accept to a complete username.</param>
/// <param name="IdleTimeout">Null for no limit.</param>
/// <param name="SendQueue">How far a member may be behind.</param>
/// <param name="SlowConsumerGrace">How long a member may stay congested.</param>
/// <param name="LinesPerSecond">Of each connection; 0 for no limit.</param>
/// <param name="BytesPerSecond">Of each connection; 0 for no limit.</param>
internal sealed record LimitSettings(
    int MaxConnections,
    int? MaxConnectionsPerAddress,
    TimeSpan HandshakeTimeout,
    TimeSpan? IdleTimeout,
    SendQueueLimits SendQueue,
    TimeSpan SlowConsumerGrace,
    int LinesPerSecond,
    int BytesPerSecond)
{
    /// <summary>The rateLimit of a new connection, or null if there is none.</summary>
    public TokenBucket? CreateRateLimit(DateTimeOffset now) =>
        LinesPerSecond == 0 && BytesPerSecond == 0 ? null : new TokenBucket(LinesPerSecond, BytesPerSecond, now);
}

/// <summary>TCP keep-alive. The kernel counts whole seconds.</summary>
/// <param name="Idle">Silence before the first probe.</param>
/// <param name="Interval">Between probes.</param>
/// <param name="Count">Unanswered probes until the connection is given up.</param>
internal sealed record KeepAliveSettings(TimeSpan Idle, TimeSpan Interval, int Count);

/// <summary>What is logged of the server's own events, and how.</summary>
/// <param name="Level">The least level.</param>
internal sealed record LogSettings(LogLevel Level, LogFormat Format);

/// <param name="OtlpEndpoint">Where measurements are sent to; null for nowhere.</param>
internal sealed record TelemetrySettings(Uri? OtlpEndpoint);
