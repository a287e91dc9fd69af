using System.Text;
using Akka.Configuration;
using AkkaChat.Server.Configuration.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Lays the sources of the configuration over each other, from the reference up: files in their order, then single
/// values in theirs.
/// </summary>
internal static class ConfigurationLoader
{
    /// <param name="files">Paths of HOCON files.</param>
    /// <param name="values">Single values, as given on the command line.</param>
    /// <param name="environment">Looks an environment variable up; null if it is not set.</param>
    /// <exception cref="ConfigurationException">Something is wrong; it has a line for each problem.</exception>
    public static LoadedConfiguration Load(
        IEnumerable<string> files, IEnumerable<ConfigurationOverride> values, Func<string, string?> environment)
    {
        var reference = Reference();
        var root = new HoconSection(reference.Origin);
        root.Merge(reference);
        var problems = new List<string>();
        foreach (var file in files)
            Try(() => root.Merge(HoconReader.ReadFile(ReadText(file), file)), problems);
        foreach (var value in values)
            Try(() => value.ApplyTo(root), problems);

        LoadedConfiguration? configured = null;
        Try(() => configured = Configure(HoconResolver.Resolve(root, environment), reference), problems);
        return problems.Count == 0 ? configured! : throw new ConfigurationException(problems);
    }

    private static LoadedConfiguration Configure(HoconSection resolved, HoconSection reference) => new(
        ChatSettingsReader.Read(resolved),
        ConfigurationFactory.ParseString(HoconWriter.Write(resolved)),
        new ConfigurationPrinter(reference).Print(resolved));

    /// <summary>All that is wrong is to be told at once, wherever it stands.</summary>
    private static void Try(Action step, List<string> problems)
    {
        try
        {
            step();
        }
        catch (ConfigurationException exception)
        {
            problems.AddRange(exception.Problems);
        }
    }

    /// <summary>The reference is part of the program, so that it starts without any file.</summary>
    private static HoconSection Reference()
    {
        using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream("akkachat.hocon")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return HoconReader.ReadFile(reader.ReadToEnd(), ConfigurationPrinter.Default);
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException([$"{path} cannot be read: {exception.Message}"]);
        }
    }
}
