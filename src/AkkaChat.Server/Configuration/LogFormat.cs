namespace AkkaChat.Server.Configuration;

/// <summary>The form of the log.</summary>
internal enum LogFormat
{
    /// <summary>A line for eyes.</summary>
    Text,

    /// <summary>A JSON object a line, for collectors.</summary>
    Json,
}
