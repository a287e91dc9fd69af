namespace AkkaChat.Server.Configuration;

/// <summary>Where the configuration comes from, so that it can be read again.</summary>
/// <param name="Files">Paths of HOCON files.</param>
/// <param name="Overrides">Single values from the command line.</param>
internal sealed record ConfigurationSource(IReadOnlyList<string> Files, IReadOnlyList<ConfigurationOverride> Overrides)
{
    /// <exception cref="ConfigurationException">Contains all problems of all sources.</exception>
    public LoadedConfiguration Load() => ConfigurationLoader.Load(Files, Overrides, Environment.GetEnvironmentVariable);
}
