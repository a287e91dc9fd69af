namespace AkkaChat.Server.Protocol;

/// <summary>Result of <see cref="LineDecoder.Read"/>.</summary>
internal enum LineResult
{
    /// <summary>The input is consumed and holds no further complete line.</summary>
    Incomplete,

    /// <summary>A complete line.</summary>
    Line,

    /// <summary>A line exceeds the limit. Reported once, as early as possible; the rest of the line is skipped.</summary>
    TooLong,
}
