namespace AkkaChat.TerminalClient.Session;

/// <summary>The kind of an entry of the log.</summary>
internal enum LogEntryKind
{
    /// <summary>Of a member.</summary>
    Message,

    /// <summary>Of the server itself.</summary>
    Server,

    /// <summary>Of this client.</summary>
    Note,

    /// <summary>Of this client: what the user has asked for, at no time in particular.</summary>
    Help,

    /// <summary>Of this client: something is not as the user wants it.</summary>
    Warning,

    /// <summary>Where lines may be missing.</summary>
    Gap,

    /// <summary>Another day begins.</summary>
    Day,
}
