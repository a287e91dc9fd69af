namespace AkkaChat.Server.Web;

/// <summary>The server's settings that the page needs.</summary>
/// <param name="ServerName">Author of the server's own lines.</param>
/// <param name="MaxMessageLength">Maximum bytes of a message in UTF-8.</param>
/// <param name="NeedsPassword">The first line has a password behind the username.</param>
internal sealed record PageSettings(string ServerName, int MaxMessageLength, bool NeedsPassword);
