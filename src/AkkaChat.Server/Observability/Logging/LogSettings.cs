using Microsoft.Extensions.Logging;

namespace AkkaChat.Server.Observability.Logging;

/// <param name="Level">Minimum level of the server's own events; Akka has a level of its own.</param>
internal sealed record LogSettings(LogLevel Level, LogFormat Format);
