using AkkaChat.Server.Protocol;

namespace AkkaChat.Server.Connections;

/// <summary>
/// What has come from a connection and has not been said yet: cuts it into lines, makes their text safe, and gives them
/// out as fast as the rateLimit allows. Not thread-safe.
/// </summary>
/// <param name="rateLimit">Null for no limit.</param>
internal sealed class InputPipeline(int messageMaxLength, bool sanitize, TokenBucket? rateLimit)
{
    private readonly LineDecoder _decoder = new();

    /// <summary>What rateLimit has kept back of the last read: at most as much as one read brings.</summary>
    private byte[] _rest = [];

    /// <summary>True if lines are kept back, for <see cref="RetryAfter"/>; nothing more must be read meanwhile.</summary>
    public bool IsRateLimited => _rest.Length > 0;

    /// <summary>How long until the next line may be taken.</summary>
    public TimeSpan RetryAfter => rateLimit?.RetryAfter() ?? TimeSpan.Zero;

    /// <summary>Takes the first line off the front of <paramref name="input"/>.</summary>
    /// <inheritdoc cref="LineDecoder.Read"/>
    public LineResult ReadUsername(ref ReadOnlySpan<byte> input, int maxLength, out ReadOnlySpan<byte> line) =>
        _decoder.Read(ref input, maxLength, out line);

    /// <summary>Takes the messages of a read.</summary>
    /// <param name="tooLong">How many were longer than allowed, and are skipped.</param>
    /// <returns>Null if no message is complete, or none may be taken yet.</returns>
    public Lines? Read(ReadOnlySpan<byte> input, DateTimeOffset now, out int tooLong)
    {
        tooLong = 0;
        rateLimit?.Refill(now);
        var lines = new Lines.Builder(input.Length);
        while (rateLimit is null || rateLimit.CanTake)
        {
            switch (_decoder.Read(ref input, messageMaxLength, out var line))
            {
                case LineResult.Line:
                    rateLimit?.Take(line.Length + 1);
                    lines.Add(sanitize ? MessageText.Sanitize(line) : line);
                    break;
                case LineResult.TooLong:
                    rateLimit?.Take(messageMaxLength);
                    tooLong++;
                    break;
                case LineResult.Incomplete:
                    return lines.Build();
            }
        }

        _rest = input.ToArray();
        return lines.Build();
    }

    /// <summary>Takes the messages that were held back.</summary>
    /// <inheritdoc cref="Read"/>
    public Lines? ReadRest(DateTimeOffset now, out int tooLong)
    {
        var rest = _rest;
        _rest = [];
        return Read(rest, now, out tooLong);
    }

    /// <summary>Takes the message that the end of the stream leaves without LF.</summary>
    public Lines? ReadLast()
    {
        if (!_decoder.ReadLast(out var line))
            return null;

        var lines = new Lines.Builder(line.Length + 1);
        lines.Add(sanitize ? MessageText.Sanitize(line) : line);
        return lines.Build();
    }

    /// <summary>Takes the username that the end of the stream leaves without LF.</summary>
    /// <inheritdoc cref="LineDecoder.ReadLast"/>
    public bool ReadLastUsername(out ReadOnlySpan<byte> line) => _decoder.ReadLast(out line);
}
