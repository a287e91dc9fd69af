using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Reads <c>control.socket</c> alone, for an operator: without the secrets and the environment of the server the rest may not be valid.
/// </summary>
internal static class ControlSocketSetting
{
    private static readonly string[] Key = ["akkachat", "control", "socket"];

    /// <param name="files">Paths of HOCON files; later ones override earlier ones.</param>
    /// <returns>Null if it is off.</returns>
    /// <exception cref="ConfigurationException">A file cannot be read, or the key depends on something that is not valid.</exception>
    public static string? Read(IEnumerable<string> files)
    {
        try
        {
            var root = HoconReader.ReadField($"{string.Join('.', Key)} = off", ConfigurationPrinter.Default);
            foreach (var file in files)
                root.Merge(HoconReader.ReadFile(ConfigurationFile.Read(file), file, ConfigurationFile.ReadIncluded));
            // Substitutions elsewhere may need variables that only the server has.
            if (root.Find(Key) is not HoconScalar)
                root = HoconResolver.Resolve(root, Environment.GetEnvironmentVariable);
            return root.Find(Key) is { } node ? Parse(node) : null;
        }
        catch (HoconException exception)
        {
            throw new ConfigurationException(exception.Problems);
        }
    }

    private static string? Parse(HoconNode node)
    {
        try
        {
            return SettingFormats.PathOrOff.Parse(node is HoconScalar scalar ? scalar.Text : throw new FormatException());
        }
        catch (FormatException)
        {
            throw new ConfigurationException([$"{string.Join('.', Key)} ({node.Origin}) must be {SettingFormats.PathOrOff.Allowed}"]);
        }
    }
}
