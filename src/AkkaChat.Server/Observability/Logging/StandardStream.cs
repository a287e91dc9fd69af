namespace AkkaChat.Server.Observability.Logging;

/// <summary>Standard output or standard error.</summary>
/// <param name="Writer">Writes each text in one call. A write that fails throws.</param>
/// <param name="HasPriorities">True if systemd's journal reads it, which takes a priority from a prefix such as <c>&lt;4&gt;</c>.</param>
internal sealed record StandardStream(TextWriter Writer, bool HasPriorities);
