using AkkaChat.Server.Configuration;

namespace AkkaChat.Tests.Support;

/// <summary>Settings as the server reads them: the defaults, with overrides.</summary>
internal static class TestSettings
{
    public static readonly ChatSettings Default = Load().Settings;

    public static LoadedConfiguration Load(params (string Key, string Value)[] values) =>
        ConfigurationLoader.Load([], Source(values).Overrides, _ => null);

    public static ConfigurationSource Source(params (string Key, string Value)[] values) =>
        new([], [.. values.Select(value => new ConfigurationOverride(value.Key, value.Value, "test"))]);
}
