using System.Text;
using Akka.Configuration;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>Merges the configuration, later sources over earlier ones: reference, files, single values.</summary>
internal static class ConfigurationLoader
{
    /// <param name="files">Paths of HOCON files.</param>
    /// <param name="values">Single values from the command line.</param>
    /// <param name="environment">Looks up an environment variable; null if it is not set.</param>
    /// <exception cref="ConfigurationException">Contains all problems of all sources.</exception>
    public static LoadedConfiguration Load(
        IEnumerable<string> files, IEnumerable<ConfigurationOverride> values, Func<string, string?> environment)
    {
        var reference = Reference();
        var root = new HoconSection(reference.Origin);
        root.Merge(reference);
        var problems = new List<string>();
        foreach (var file in files)
            Try(() => root.Merge(HoconReader.ReadFile(ConfigurationFile.Read(file), file)), problems);
        foreach (var value in values)
            Try(() => value.ApplyTo(root), problems);

        LoadedConfiguration? loaded = null;
        Try(() => loaded = Build(HoconResolver.Resolve(root, environment), reference), problems);
        return problems.Count == 0 ? loaded! : throw new ConfigurationException(problems);
    }

    private static LoadedConfiguration Build(HoconSection resolved, HoconSection reference)
    {
        var settings = ChatSettingsReader.Read(resolved, out var secrets);
        return new LoadedConfiguration(
            settings,
            ConfigurationFactory.ParseString(HoconWriter.Write(WithoutSecrets(resolved, secrets, ""))),
            new ConfigurationPrinter(reference, secrets).Print(resolved));
    }

    /// <summary>Akka can be set to log the configuration that it is given.</summary>
    private static HoconSection WithoutSecrets(HoconSection section, IReadOnlySet<string> secrets, string path)
    {
        var rest = new HoconSection(section.Origin);
        foreach (var (key, value) in section.Fields.Where(field => !secrets.Contains(path + field.Key)))
            rest.Set([key], value is HoconSection inner ? WithoutSecrets(inner, secrets, $"{path}{key}.") : value);
        return rest;
    }

    /// <summary>Collects the problems of a step, so that all are reported at once.</summary>
    private static void Try(Action step, List<string> problems)
    {
        try
        {
            step();
        }
        catch (HoconException exception)
        {
            problems.AddRange(exception.Problems);
        }
        catch (ConfigurationException exception)
        {
            problems.AddRange(exception.Problems);
        }
    }

    /// <summary>Embedded in the program, so that the server starts without any file.</summary>
    private static HoconSection Reference()
    {
        using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream("akkachat.hocon")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return HoconReader.ReadFile(reader.ReadToEnd(), ConfigurationPrinter.Default);
    }
}
