namespace AkkaChat.Server.Connections;

/// <summary>
/// Rate limit of a connection: a token bucket for lines and one for bytes. A bucket holds what one second allows. A line may begin
/// while there is a byte left, and overdraw them; what follows waits until that is refilled. Not thread-safe.
/// </summary>
/// <param name="linesPerSecond">0 for no limit.</param>
/// <param name="bytesPerSecond">Line ends included; 0 for no limit.</param>
/// <param name="start">Of a monotonic clock, as all times here.</param>
internal sealed class TokenBucket(int linesPerSecond, int bytesPerSecond, TimeSpan start)
{
    private double _lines = linesPerSecond;
    private double _bytes = bytesPerSecond;
    private TimeSpan _refilled = start;

    /// <summary>The next line may pass.</summary>
    public bool CanTake => (linesPerSecond == 0 || _lines >= 1) && (bytesPerSecond == 0 || _bytes > 0);

    /// <summary>Charges input that has been decoded.</summary>
    public void Take(int lines, int bytes)
    {
        _lines -= lines;
        _bytes -= bytes;
    }

    /// <summary>Credits the elapsed time.</summary>
    public void Refill(TimeSpan now)
    {
        var seconds = (now - _refilled).TotalSeconds;
        _refilled = now;
        _lines = Math.Min(linesPerSecond, _lines + (seconds * linesPerSecond));
        _bytes = Math.Min(bytesPerSecond, _bytes + (seconds * bytesPerSecond));
    }

    /// <summary>The time from the last refill until the next line may pass.</summary>
    public TimeSpan RetryAfter()
    {
        var forLines = linesPerSecond == 0 ? 0 : (1 - _lines) / linesPerSecond;
        var forBytes = bytesPerSecond == 0 ? 0 : (1 - _bytes) / bytesPerSecond;
        // Rounded up: a timer that fires too early would find the bucket still empty.
        return TimeSpan.FromMilliseconds(Math.Ceiling(1000 * Math.Max(0, Math.Max(forLines, forBytes))));
    }
}
