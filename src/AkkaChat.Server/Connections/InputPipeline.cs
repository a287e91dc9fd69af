using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>
/// Turns the bytes of a client into messages: cuts them into lines, makes their text safe, and lets through as many as
/// the rate limit allows. Not thread-safe.
/// </summary>
/// <param name="rateLimit">Null for no limit.</param>
internal sealed class InputPipeline(MessageRules rules, TokenBucket? rateLimit)
{
    private readonly LineDecoder _decoder = new();

    /// <summary>Input that the rate limit has held back: one read at most.</summary>
    private byte[] _held = [];

    /// <summary>Input is held back for <see cref="RetryAfter"/>; nothing more may be read meanwhile.</summary>
    public bool IsRateLimited => _held.Length > 0;

    public TimeSpan RetryAfter => rateLimit?.RetryAfter() ?? TimeSpan.Zero;

    /// <summary>Decodes what was held back; if nothing was, then <paramref name="input"/>.</summary>
    /// <param name="input">The bytes of one read; none while the rate limit holds input back.</param>
    /// <param name="now">A monotonic clock's.</param>
    /// <param name="tooLong">The number of messages that exceeded the maximum length, and are dropped.</param>
    /// <returns>Null if no message is complete, or none may pass yet.</returns>
    public Lines? Read(ReadOnlySpan<byte> input, TimeSpan now, out int tooLong)
    {
        if (IsRateLimited)
            input = _held;
        _held = [];
        tooLong = 0;
        rateLimit?.Refill(now);
        var lines = new Lines.Builder(input.Length);
        while (rateLimit is null || rateLimit.CanTake)
        {
            var before = input.Length;
            var result = _decoder.Read(ref input, rules.MaxLength, out var line);
            // Every byte counts, also those of a line that is too long or never ends.
            rateLimit?.Take(lines: result == LineResult.Incomplete ? 0 : 1, before - input.Length);
            switch (result)
            {
                case LineResult.Line:
                    Add(ref lines, line);
                    break;
                case LineResult.TooLong:
                    tooLong++;
                    break;
                case LineResult.Incomplete:
                    return lines.Build();
            }
        }

        _held = input.ToArray();
        return lines.Build();
    }

    /// <summary>EOF: what the client has sent without LF is its last message.</summary>
    public Lines? ReadEnd()
    {
        if (!_decoder.ReadLast(out var line))
            return null;

        var lines = new Lines.Builder(line.Length + 1);
        Add(ref lines, line);
        return lines.Build();
    }

    private void Add(ref Lines.Builder lines, ReadOnlySpan<byte> line) =>
        lines.Add(rules.Sanitize ? MessageText.Sanitize(line) : line);
}
