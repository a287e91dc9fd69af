namespace AkkaChat.Server.Connections;

/// <summary>Maximum rate at which each connection is read; one second's worth may come as a burst.</summary>
/// <param name="LinesPerSecond">0 for no limit.</param>
/// <param name="BytesPerSecond">0 for no limit.</param>
internal sealed record RateLimit(int LinesPerSecond, int BytesPerSecond)
{
    /// <returns>A full bucket for a new connection; null if there is no limit.</returns>
    public TokenBucket? CreateBucket(TimeSpan now) =>
        LinesPerSecond == 0 && BytesPerSecond == 0 ? null : new TokenBucket(LinesPerSecond, BytesPerSecond, now);
}
