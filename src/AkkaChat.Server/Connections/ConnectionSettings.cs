using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>The settings that a <see cref="ConnectionActor"/> applies to its client.</summary>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="Password">Null if the room has none.</param>
/// <param name="HandshakeTimeout">From accept to a complete username.</param>
/// <param name="IdleTimeout">Longest time without a message; null for no limit.</param>
/// <param name="Rate">Limit on what is read.</param>
/// <param name="SendQueue">Limit on what is not yet written.</param>
internal sealed record ConnectionSettings(
    string ServerName,
    UsernameRules Username,
    RoomPassword? Password,
    MessageRules Message,
    TimeSpan HandshakeTimeout,
    TimeSpan? IdleTimeout,
    RateLimit Rate,
    SendQueueLimits SendQueue,
    ConnectionTimeouts Timeouts)
{
    /// <summary>Bytes of the longest line of a member: its message made safe, with its username.</summary>
    public long LongestLine =>
        ((long)MessageText.MaxExpansion * Message.MaxLength) + (4 * Username.MaxLength) + LineFormat.OverheadBytes;
}
