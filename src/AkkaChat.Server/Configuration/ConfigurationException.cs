namespace AkkaChat.Server.Configuration;

/// <summary>The configuration is not valid.</summary>
/// <param name="problems">All problems, one line each.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
