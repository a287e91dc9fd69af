using AkkaChat.Server.Text;

namespace AkkaChat.Server.Configuration;

/// <summary>Everything that can be set, read once at start and valid as a whole. Immutable.</summary>
/// <param name="Listen">Where to listen.</param>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="Username">What a username may be.</param>
/// <param name="MessageMaxLength">Most bytes of the content of a message.</param>
/// <param name="ShutdownGrace">Longest time from the signal to the end of the process.</param>
internal sealed record ChatSettings(
    ListenSettings Listen,
    string ServerName,
    UsernameRules Username,
    int MessageMaxLength,
    TimeSpan ShutdownGrace);

/// <param name="Host">An IP address, or a name that is resolved when the server starts.</param>
/// <param name="Port">0 lets the system choose one.</param>
/// <param name="Backlog">Connections that the kernel holds until they are accepted.</param>
internal sealed record ListenSettings(string Host, int Port, int Backlog);
