using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <summary>
/// The log events of the server. Log collectors search by their names and by the names of their fields, so both are public.
/// <c>:l</c> makes Serilog write a text without quotes.
/// </summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Endpoint:l} ({Door:l})")]
    public static partial void Listening(this ILogger log, string endpoint, string door);

    [LoggerMessage(2, LogLevel.Information, "Health checks on {Endpoint:l}")]
    public static partial void HealthChecksOn(this ILogger log, string endpoint);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "The limit of {Limit} open files allows {Possible} connections, not {Wanted} (limits.max-connections): at least {Needed} are needed")]
    public static partial void DescriptorsShort(this ILogger log, int limit, int possible, int wanted, int needed);

    [LoggerMessage(30, LogLevel.Warning, "Passwords are sent unencrypted to {Endpoint:l}")]
    public static partial void PasswordUnencrypted(this ILogger log, string endpoint);

    [LoggerMessage(4, LogLevel.Debug, "{RemoteAddress:l} ({Door:l}) connected")]
    public static partial void Connected(this ILogger log, string remoteAddress, string door);

    [LoggerMessage(5, LogLevel.Debug, "{Count} more connected within {Seconds:0.0}s")]
    public static partial void MoreConnected(this ILogger log, int count, double seconds);

    [LoggerMessage(6, LogLevel.Information, "{Username} joined from {RemoteAddress:l} ({Door:l})")]
    public static partial void Joined(this ILogger log, string username, string remoteAddress, string door);

    [LoggerMessage(7, LogLevel.Information, "{Count} more joined within {Seconds:0.0}s")]
    public static partial void MoreJoined(this ILogger log, int count, double seconds);

    [LoggerMessage(
        8,
        LogLevel.Information,
        "{Username} left after {Seconds:0.0}s: {Reason:l}, lines in {LinesIn}, out {LinesOut}, from {RemoteAddress:l} ({Door:l})")]
    public static partial void Left(
        this ILogger log,
        string username,
        double seconds,
        string reason,
        long linesIn,
        long linesOut,
        string remoteAddress,
        string door);

    [LoggerMessage(9, LogLevel.Information, "{Count} more left within {Seconds:0.0}s: {Reasons:l}")]
    public static partial void MoreLeft(this ILogger log, int count, double seconds, string reasons);

    [LoggerMessage(EventId = 10, Message = "{RemoteAddress:l} ({Door:l}) refused: {Reason:l}")]
    public static partial void Refused(
        this ILogger log, LogLevel level, string remoteAddress, string door, string reason);

    [LoggerMessage(EventId = 11, Message = "{RemoteAddress:l} ({Door:l}) refused as {Username}: {Reason:l}")]
    public static partial void RefusedByName(
        this ILogger log, LogLevel level, string remoteAddress, string door, string username, string reason);

    [LoggerMessage(EventId = 12, Message = "{Count} more refused within {Seconds:0.0}s: {Reasons:l}")]
    public static partial void MoreRefused(this ILogger log, LogLevel level, int count, double seconds, string reasons);

    [LoggerMessage(13, LogLevel.Debug, "{RemoteAddress:l} ({Door:l}) disconnected after {Seconds:0.0}s without joining: {Reason:l}")]
    public static partial void HandshakeAbandoned(
        this ILogger log, string remoteAddress, string door, double seconds, string reason);

    [LoggerMessage(14, LogLevel.Debug, "{Count} more disconnected within {Seconds:0.0}s without joining: {Reasons:l}")]
    public static partial void MoreHandshakesAbandoned(this ILogger log, int count, double seconds, string reasons);

    [LoggerMessage(15, LogLevel.Error, "The room failed and restarts, members disconnected: {Members}")]
    public static partial void RoomFailed(this ILogger log, int members);

    [LoggerMessage(37, LogLevel.Information, "Node {Node:l} is up")]
    public static partial void NodeUp(this ILogger log, string node);

    [LoggerMessage(
        38, LogLevel.Error, "Node {Node:l} has version {Version:l} of the messages between nodes, this one {OwnVersion}: they cannot be one room")]
    public static partial void NodeIncompatible(this ILogger log, string node, string version, int ownVersion);

    [LoggerMessage(39, LogLevel.Warning, "Node {Node:l} does not answer")]
    public static partial void NodeUnreachable(this ILogger log, string node);

    [LoggerMessage(40, LogLevel.Information, "Node {Node:l} answers again")]
    public static partial void NodeReachable(this ILogger log, string node);

    [LoggerMessage(EventId = 41, Message = "Node {Node:l} is removed: {Reason:l}")]
    public static partial void NodeRemoved(this ILogger log, LogLevel level, string node, string reason);

    [LoggerMessage(42, LogLevel.Information, "The sequencer runs on this node")]
    public static partial void SequencerStarted(this ILogger log);

    [LoggerMessage(53, LogLevel.Information, "The doors open when this node is attached to the room, which begins when {ToBegin} of the {Seeds} seeds are up")]
    public static partial void RoomAwaited(this ILogger log, int toBegin, int seeds);

    [LoggerMessage(43, LogLevel.Information, "Attached to the room in epoch {Epoch}, nodes: {Nodes}")]
    public static partial void RoomAttached(this ILogger log, long epoch, int nodes);

    [LoggerMessage(44, LogLevel.Error, "No sequencer serves this node, members disconnected: {Members}")]
    public static partial void RoomLost(this ILogger log, int members);

    [LoggerMessage(46, LogLevel.Error, "This node is in no room any longer: the server ends")]
    public static partial void RoomGivenUp(this ILogger log);

    [LoggerMessage(45, LogLevel.Warning, "The room went on without this node, members disconnected: {Members}")]
    public static partial void RoomNotResumed(this ILogger log, int members);

    [LoggerMessage(16, LogLevel.Warning, "The listener on {Endpoint:l} stopped; binding the port again")]
    public static partial void ListenerLost(this ILogger log, string endpoint);

    [LoggerMessage(17, LogLevel.Warning, "Cannot listen on {Endpoint:l}: {Reason:l}; trying again")]
    public static partial void RebindFailed(this ILogger log, string endpoint, string reason);

    [LoggerMessage(23, LogLevel.Warning, "Not listening on {Endpoint:l}: {Reason:l}")]
    public static partial void AddressSkipped(this ILogger log, string endpoint, string reason);

    [LoggerMessage(18, LogLevel.Information, "Shutting down, open connections: {Connections}")]
    public static partial void ShuttingDown(this ILogger log, int connections);

    [LoggerMessage(19, LogLevel.Warning, "Connections that were not closed in time are reset: {Connections}")]
    public static partial void DrainTimedOut(this ILogger log, int connections);

    [LoggerMessage(20, LogLevel.Information, "Shut down")]
    public static partial void ShutDown(this ILogger log);

    [LoggerMessage(31, LogLevel.Information, "Configuration reloaded, changed: {Changed:l}")]
    public static partial void ConfigurationReloaded(this ILogger log, string changed);

    [LoggerMessage(32, LogLevel.Warning, "The configuration has changes that need a restart: {Keys:l}")]
    public static partial void RestartNeeded(this ILogger log, string keys);

    [LoggerMessage(33, LogLevel.Error, "Configuration not reloaded: {Problem:l}")]
    public static partial void ReloadRefused(this ILogger log, string problem);

    [LoggerMessage(34, LogLevel.Information, "Control socket at {Path:l}")]
    public static partial void ControlSocketOn(this ILogger log, string path);

    [LoggerMessage(EventId = 35, Message = "Operator (uid {Uid:l}): {Command:l}: {Outcome:l}")]
    public static partial void OperatorCommand(this ILogger log, LogLevel level, string uid, string command, string outcome);

    [LoggerMessage(36, LogLevel.Error, "Operator (uid {Uid:l}): {Command:l}: failed")]
    public static partial void OperatorCommandFailed(this ILogger log, string uid, string command, Exception cause);

    [LoggerMessage(50, LogLevel.Information, "Operator of {Node:l} (uid {Uid:l}): {Command:l}")]
    public static partial void NodeCommand(this ILogger log, string node, string uid, string command);

    [LoggerMessage(51, LogLevel.Error, "Operator of {Node:l} (uid {Uid:l}): {Command:l}: failed on this node")]
    public static partial void NodeCommandFailed(this ILogger log, string node, string uid, string command, Exception cause);

    [LoggerMessage(52, LogLevel.Warning, "Bans and mutes that hold on other nodes are not known: none of them answers")]
    public static partial void RestrictionsUnknown(this ILogger log);

    [LoggerMessage(22, LogLevel.Warning, "The service manager cannot be notified (NOTIFY_SOCKET): {Reason:l}")]
    public static partial void ServiceManagerUnreachable(this ILogger log, string reason);

    [LoggerMessage(24, LogLevel.Warning, "Accepting clients fails ({Door:l}): {Reason:l}; trying again")]
    public static partial void AcceptFailed(this ILogger log, string door, string reason);

    [LoggerMessage(25, LogLevel.Information, "Certificate renewed: {Subject}, valid until {Expiry:u}")]
    public static partial void CertificateRenewed(this ILogger log, string subject, DateTimeOffset expiry);

    [LoggerMessage(26, LogLevel.Error, "Certificate not renewed: {Reason:l}; the one that was read before stays")]
    public static partial void CertificateUnusable(this ILogger log, string reason);

    [LoggerMessage(27, LogLevel.Warning, "The certificate {Subject} expires in {Days:0.0} days")]
    public static partial void CertificateExpires(this ILogger log, string subject, double days);
}
