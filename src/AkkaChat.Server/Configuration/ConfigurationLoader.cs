using System.Text;
using Akka.Configuration;
using AkkaChat.Hocon;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Configuration;

/// <summary>Merges the configuration, later sources over earlier ones: reference, files, single values.</summary>
internal sealed class ConfigurationLoader
{
    /// <summary>Akka's parser and this namespace call themselves for each level, on stacks of 1.5 MB.</summary>
    private const int MaxDepth = 200;

    private readonly HoconSection _reference = Reference();
    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];

    private ConfigurationLoader()
    {
    }

    /// <param name="files">Paths of HOCON files.</param>
    /// <param name="values">Single values from the command line.</param>
    /// <param name="environment">Looks up an environment variable; null if it is not set.</param>
    /// <exception cref="ConfigurationException">Contains all problems of all sources.</exception>
    public static LoadedConfiguration Load(
        IEnumerable<string> files, IEnumerable<ConfigurationOverride> values, Func<string, string?> environment)
    {
        var loader = new ConfigurationLoader();
        var root = new HoconSection(loader._reference.Origin);
        root.Merge(loader._reference);
        foreach (var file in files)
            loader.Try(() => root.Merge(HoconReader.ReadFile(ConfigurationFile.Read(file), file, ConfigurationFile.ReadIncluded)));
        foreach (var value in values)
            loader.Try(() => value.ApplyTo(root, loader._reference));

        LoadedConfiguration? loaded = null;
        loader._warnings.AddRange(root.MissingIncludes);
        loader.Try(() => loaded = loader.Build(HoconResolver.Resolve(root, environment), root));
        return loader._problems.Count == 0 ? loaded! : throw new ConfigurationException(loader._problems);
    }

    /// <param name="written">The same before it was resolved.</param>
    private LoadedConfiguration? Build(HoconSection resolved, HoconSection written)
    {
        CheckDepth(resolved);
        var keys = WrittenKeys.Of(resolved, written);
        // References to a section may be missing.
        var isIncomplete = _problems.Count > 0;
        ChatSettings? settings = null;
        IReadOnlySet<string> secrets = new HashSet<string>();
        Try(() => settings = ChatSettingsReader.Read(resolved, keys, out secrets));
        var sections = new EffectiveSections(keys, _reference);
        if (!isIncomplete)
        {
            _problems.AddRange(sections.Problems(written.References));
            _warnings.AddRange(sections.Warnings(written.References));
        }

        if (resolved.Find("akka") is HoconSection akka)
        {
            AkkaLists.Complete(akka, AkkaReference.Section);
            if (settings?.Cluster is not null)
                AkkaLists.Complete(akka, AkkaReference.Cluster);
            _problems.AddRange(AkkaValues.Problems(akka, settings?.Connection.SendQueue.MaxPending ?? 0));
            if (settings is not null)
            {
                _warnings.AddRange(AkkaKeys.Warnings(
                    (HoconSection)keys.Find("akka")!,
                    (HoconSection)_reference.Find("akka")!,
                    AkkaOverrides.Keys(settings),
                    isNode: settings.Cluster is not null));
            }
        }

        if (settings?.Cluster is { } cluster)
            _warnings.AddRange(WarningsOf(cluster));
        if (_problems.Count > 0)
            return null;

        return new LoadedConfiguration(
            resolved,
            sections.Keys,
            settings!,
            ConfigurationFactory.ParseString(HoconWriter.Write(resolved)),
            new ConfigurationPrinter(_reference, new SecretPaths(resolved).Of(secrets, written.References)).Print(resolved, sections.Keys),
            _warnings);
    }

    private static void CheckDepth(HoconSection root)
    {
        var nodes = new Stack<(HoconNode Node, int Depth)>([(root, 0)]);
        while (nodes.TryPop(out var top))
        {
            if (top.Depth > MaxDepth)
                throw new ConfigurationException([$"{top.Node.Origin}: more than {MaxDepth} levels of sections and lists"]);
            foreach (var inner in (top.Node as HoconSection)?.Fields.Values ?? (top.Node as HoconList)?.Items ?? [])
                nodes.Push((inner, top.Depth + 1));
        }
    }

    /// <summary>Collects the problems of a step, so that all are reported at once.</summary>
    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (HoconException exception)
        {
            _problems.AddRange(exception.Problems);
        }
        catch (ConfigurationException exception)
        {
            _problems.AddRange(exception.Problems);
        }
    }

    private static IEnumerable<string> WarningsOf(ClusterSettings cluster)
    {
        if (cluster.Seeds.Count == 2)
            yield return "akkachat.cluster.seeds has two nodes: if one of them dies, the other cannot go on; three can lose one";
        if (cluster.Address.Host.Length > 0 && !cluster.Seeds.Contains(cluster.Address))
        {
            yield return $"akkachat.cluster.seeds does not have this node, {cluster.Address}, written like this: that is right only for a "
                + "node that is added to a room";
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
