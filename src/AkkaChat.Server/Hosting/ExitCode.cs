namespace AkkaChat.Server.Hosting;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Failed while running.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration, or an unsuitable environment (limit of open files).</summary>
    public const int InvalidConfiguration = 2;
    public const int CannotListen = 3;
}
