namespace AkkaChat.TerminalClient.Session;

/// <summary>The state of a session, for people.</summary>
/// <param name="Trouble">Why there is no connection; empty while there is one, and before the first attempt has failed.</param>
/// <param name="RetryAt">While waiting: a timestamp of the session's clock.</param>
internal sealed record SessionStatus(SessionState State, string Name, string Trouble = "", long RetryAt = 0);
