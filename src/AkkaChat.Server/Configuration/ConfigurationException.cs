namespace AkkaChat.Server.Configuration;

/// <summary>The configuration cannot be used.</summary>
/// <param name="problems">All that is wrong with it, a plain line each.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
