namespace AkkaChat.Server.Hosting;

/// <summary>How the process ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int InvalidConfiguration = 2;
    public const int CannotListen = 3;
}
