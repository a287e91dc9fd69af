namespace AkkaChat.Server.Web;

/// <summary>What the page knows of the server.</summary>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="MaxMessageLength">In bytes of UTF-8.</param>
/// <param name="MaxUsernameLength">In Unicode scalar values.</param>
/// <param name="NeedsPassword">The room has a password.</param>
internal sealed record PageSettings(string ServerName, int MaxMessageLength, int MaxUsernameLength, bool NeedsPassword);
