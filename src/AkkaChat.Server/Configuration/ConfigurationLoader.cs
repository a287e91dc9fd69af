using System.Text;
using Akka.Configuration;
using AkkaChat.Server.Configuration.Hocon;
using AkkaChat.Server.Text;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Lays the sources of the configuration over each other, from the reference up: files in their order, then single
/// values in theirs.
/// </summary>
internal static class ConfigurationLoader
{
    private const string Section = "akkachat";
    private const int ServerNameMaxLength = 64;

    /// <param name="files">Paths of HOCON files.</param>
    /// <param name="values">Single values, as given on the command line.</param>
    /// <param name="environment">Looks an environment variable up; null if it is not set.</param>
    /// <exception cref="ConfigurationException">Something is wrong; it has a line for each problem.</exception>
    public static Configured Load(
        IEnumerable<string> files, IEnumerable<SingleValue> values, Func<string, string?> environment)
    {
        var root = HoconReader.ReadFile(Reference(), "default");
        foreach (var file in files)
            root.Merge(HoconReader.ReadFile(ReadFile(file), file));
        foreach (var value in values)
            value.ApplyTo(root);

        var resolved = HoconResolver.Resolve(root, environment);
        var settings = ReadSettings(new SettingsReader(resolved, Section));
        if (resolved.Find("akka") is not HoconSection)
            throw new ConfigurationException(["akka must be a section: { ... }"]);
        return new Configured(settings, ConfigurationFactory.ParseString(HoconWriter.Write(resolved)));
    }

    private static ChatSettings ReadSettings(SettingsReader reader)
    {
        var listen = new ListenSettings(
            reader.Text("listen.host", "an IP address or a host name", host => Uri.CheckHostName(host) != UriHostNameType.Unknown),
            reader.Integer("listen.port", 0, 65535),
            reader.Integer("listen.backlog", 1, 65535));
        var serverName = reader.Text(
            "server-name",
            $"a name of at most {ServerNameMaxLength} characters, without ':' and control characters",
            name => name == name.Trim() && new UsernameRules(ServerNameMaxLength, "").CheckCharacters(name).Length == 0);
        var settings = new ChatSettings(
            listen,
            serverName,
            new UsernameRules(reader.Integer("username.max-length", 1, 1024), serverName),
            reader.ByteSize("message.max-length", 1, 16 * 1024 * 1024),
            reader.Duration("shutdown.grace", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)));
        reader.ThrowIfWrong();
        return settings;
    }

    /// <summary>The reference is part of the program, so that it starts without any file.</summary>
    private static string Reference()
    {
        using var stream = typeof(ConfigurationLoader).Assembly.GetManifestResourceStream("akkachat.hocon")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string ReadFile(string path)
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
