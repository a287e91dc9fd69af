namespace AkkaChat.TerminalClient.Session;

/// <summary>Counts of the entries that were added to a log since its beginning.</summary>
/// <param name="End">The number of the next entry.</param>
/// <param name="Changes">Differs if anything is different.</param>
/// <param name="Messages">Of others and of the server.</param>
internal readonly record struct LogCounts(long End, long Changes, long Messages, long Mentions);
