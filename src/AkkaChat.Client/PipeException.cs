namespace AkkaChat.TerminalClient;

/// <summary>The input cannot be read, or the output cannot be written. Its message is a line for people.</summary>
internal sealed class PipeException(string message, Exception? cause = null) : Exception(message, cause);
