namespace AkkaChat.Server.Observability.Logging;

/// <summary>Format of the log.</summary>
internal enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object per line, for log collectors.</summary>
    Json,
}
