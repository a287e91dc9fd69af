namespace AkkaChat.Server.Observability.Events;

/// <summary>The outcome of an operator's command.</summary>
internal enum CommandOutcome
{
    Done,

    /// <summary>A longer ban or mute is in place.</summary>
    Unchanged,

    /// <summary>There is no such member, ban or mute.</summary>
    NoMatch,

    /// <summary>The input is wrong, or the configuration that was to be read is.</summary>
    Refused,

    /// <summary>A bug in the server, or an actor that does not answer.</summary>
    Failed,
}
