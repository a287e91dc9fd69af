namespace AkkaChat.Server.Connections;

/// <summary>Timeouts of a connection that can change while it is open. One that runs already ends as it was started.</summary>
/// <param name="SlowConsumerGrace">How long a member may stay congested.</param>
/// <param name="Flush">
/// How long a client that is being closed may take for its last bytes, restarted by each write that completes.
/// </param>
internal sealed record ConnectionTimeouts(TimeSpan SlowConsumerGrace, TimeSpan Flush);
