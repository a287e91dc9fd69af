namespace AkkaChat.TerminalClient;

/// <summary>The options of the command line.</summary>
/// <param name="CaFile">PEM file with the only roots that are trusted; null for those of the system.</param>
/// <param name="IsInsecure">The certificate is not verified.</param>
/// <param name="Name">The username as it is sent; null if it is not given.</param>
internal sealed record ClientOptions(string Host, int Port, bool IsTls, string? CaFile, bool IsInsecure, string? Name)
{
    public const int DefaultPort = 9000;
    public const int DefaultTlsPort = 9443;

    /// <summary>As people write it.</summary>
    public string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
