namespace AkkaChat.Server.Web;

/// <summary>What the page has to know of the server.</summary>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="MaxMessageLength">Maximum bytes of a message in UTF-8.</param>
/// <param name="NeedsPassword">The first line has a password behind the username.</param>
internal sealed record PageSettings(string ServerName, int MaxMessageLength, bool NeedsPassword);
