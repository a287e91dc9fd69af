namespace AkkaChat.Server.Connections;

/// <summary>
/// A token bucket for lines and one for bytes: how much of a connection may be taken now. A bucket holds what one second
/// allows; what is taken may overdraw it by one line, which has to be waited for afterwards. Not thread-safe.
/// </summary>
/// <param name="linesPerSecond">0 for no limit.</param>
/// <param name="bytesPerSecond">Of lines with their ends; 0 for no limit.</param>
internal sealed class TokenBucket(int linesPerSecond, int bytesPerSecond, DateTimeOffset start)
{
    private double _lines = linesPerSecond;
    private double _bytes = bytesPerSecond;
    private DateTimeOffset _refilled = start;

    /// <summary>True if the next line may be taken.</summary>
    public bool CanTake => (linesPerSecond == 0 || _lines >= 1) && (bytesPerSecond == 0 || _bytes > 0);

    public void Take(int bytes)
    {
        _lines -= 1;
        _bytes -= bytes;
    }

    /// <summary>Credits the time that has passed. A clock that is set back credits nothing.</summary>
    public void Refill(DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - _refilled).TotalSeconds);
        _refilled = now;
        _lines = Math.Min(linesPerSecond, _lines + (seconds * linesPerSecond));
        _bytes = Math.Min(bytesPerSecond, _bytes + (seconds * bytesPerSecond));
    }

    /// <summary>The time from the last refill until the next line may be taken.</summary>
    public TimeSpan RetryAfter()
    {
        var forLines = linesPerSecond == 0 ? 0 : (1 - _lines) / linesPerSecond;
        var forBytes = bytesPerSecond == 0 ? 0 : (1 - _bytes) / bytesPerSecond;
        // Rounded up, so that the time is never just not enough.
        return TimeSpan.FromMilliseconds(Math.Ceiling(1000 * Math.Max(0, Math.Max(forLines, forBytes))));
    }
}
