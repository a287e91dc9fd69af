namespace AkkaChat.Bench.Server;

/// <summary>How the server ended after SIGTERM.</summary>
/// <param name="ExitCode">Null if it had to be killed.</param>
internal sealed record ServerEnd(int? ExitCode, TimeSpan Duration);
