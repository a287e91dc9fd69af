namespace AkkaChat.Server.Control;

/// <summary>The result of a command.</summary>
internal enum ControlResult
{
    Done,

    /// <summary>Nothing matched, the server has not done it, or no server answers.</summary>
    Failed,

    /// <summary>The input is wrong.</summary>
    WrongUsage,
}
