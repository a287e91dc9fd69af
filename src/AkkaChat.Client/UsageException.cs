namespace AkkaChat.TerminalClient;

/// <summary>The command line is not valid. Its message is a line for people.</summary>
internal sealed class UsageException(string message) : Exception(message);
