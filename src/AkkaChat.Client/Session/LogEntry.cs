namespace AkkaChat.TerminalClient.Session;

/// <summary>An entry of the log, of safe text.</summary>
/// <param name="Author">Empty if it has none.</param>
/// <param name="At">In local time.</param>
/// <param name="IsOwn">It came back to the connection that sent it.</param>
/// <param name="IsMention">Another member names us.</param>
internal sealed record LogEntry(
    LogEntryKind Kind, string Author, string Text, DateTimeOffset At, bool IsOwn = false, bool IsMention = false);
