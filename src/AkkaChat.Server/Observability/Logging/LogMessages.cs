using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The lines of the log that tell of <see cref="Events.ChatEvents"/>. The names of the events and of what they hold are
/// what collectors look for.
/// </summary>
internal static partial class LogMessages
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The limit of {Limit} open files allows {Possible} connections, not {Wanted} (limits.max-connections): at least {Needed} are needed")]
    public static partial void DescriptorsShort(this ILogger log, int limit, int possible, int wanted, int needed);

    [LoggerMessage(2, LogLevel.Information, "Listening on {Endpoint}")]
    public static partial void Listening(this ILogger log, string endpoint);

    [LoggerMessage(3, LogLevel.Debug, "{RemoteAddress} connected")]
    public static partial void Connected(this ILogger log, string remoteAddress);

    [LoggerMessage(4, LogLevel.Debug, "{Count} more connected within {Seconds}")]
    public static partial void MoreConnected(this ILogger log, int count, TimeSpan seconds);

    [LoggerMessage(5, LogLevel.Information, "{Username} joined from {RemoteAddress}")]
    public static partial void Joined(this ILogger log, string username, string remoteAddress);

    [LoggerMessage(6, LogLevel.Information, "{Count} more joined within {Seconds}")]
    public static partial void MoreJoined(this ILogger log, int count, TimeSpan seconds);

    [LoggerMessage(
        7,
        LogLevel.Information,
        "{Username} left after {Seconds}: {Reason}, lines in {LinesIn}, out {LinesOut}, from {RemoteAddress}")]
    public static partial void Left(
        this ILogger log, string username, TimeSpan seconds, string reason, long linesIn, long linesOut, string remoteAddress);

    [LoggerMessage(8, LogLevel.Information, "{Count} more left within {Seconds}: {Reasons}")]
    public static partial void MoreLeft(this ILogger log, int count, TimeSpan seconds, IReadOnlyDictionary<string, int> reasons);

    [LoggerMessage(EventId = 9, Message = "{RemoteAddress} refused: {Reason}")]
    public static partial void Refused(this ILogger log, LogLevel level, string remoteAddress, string reason);

    [LoggerMessage(EventId = 10, Message = "{RemoteAddress} refused as {Username}: {Reason}")]
    public static partial void RefusedByName(
        this ILogger log, LogLevel level, string remoteAddress, string username, string reason);

    [LoggerMessage(EventId = 11, Message = "{Count} more refused within {Seconds}: {Reasons}")]
    public static partial void MoreRefused(
        this ILogger log, LogLevel level, int count, TimeSpan seconds, IReadOnlyDictionary<string, int> reasons);

    [LoggerMessage(12, LogLevel.Debug, "{RemoteAddress} went after {Seconds} without having joined: {Reason}")]
    public static partial void HandshakeAbandoned(this ILogger log, string remoteAddress, TimeSpan seconds, string reason);

    [LoggerMessage(13, LogLevel.Debug, "{Count} more went within {Seconds} without having joined: {Reasons}")]
    public static partial void MoreHandshakesAbandoned(this ILogger log, int count, TimeSpan seconds, IReadOnlyDictionary<string, int> reasons);

    [LoggerMessage(14, LogLevel.Error, "The room has failed and opens anew, members disconnected: {Members}")]
    public static partial void RoomFailed(this ILogger log, int members);

    [LoggerMessage(15, LogLevel.Information, "Shutting down, open connections: {Connections}")]
    public static partial void ShuttingDown(this ILogger log, int connections);

    [LoggerMessage(17, LogLevel.Information, "Health checks on {Endpoint}")]
    public static partial void HealthChecksOn(this ILogger log, string endpoint);

    [LoggerMessage(16, LogLevel.Information, "Shut down")]
    public static partial void ShutDown(this ILogger log);
}
