using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaChat.Hocon;
using AkkaChat.Server.Cluster;

namespace AkkaChat.Server.Configuration;

/// <summary>The keys below <c>akka</c> that Akka's reference configuration lists.</summary>
internal static class AkkaReference
{
    private static readonly Lazy<HoconSection> Loaded = new(() =>
        Read(ConfigurationFactory.Default().GetConfig("akka")));

    private static readonly Lazy<HoconSection> LoadedCluster = new(ReadCluster);

    /// <summary>Its sections and texts; all lists are empty.</summary>
    public static HoconSection Section => Loaded.Value;

    /// <summary>Those of the modules that a node of a cluster uses besides.</summary>
    public static HoconSection Cluster => LoadedCluster.Value;

    /// <inheritdoc cref="Section"/>
    public static HoconSection Read(Config config) => Read(config.Root.GetObject());

    private static HoconSection ReadCluster()
    {
        var all = new HoconSection(new Origin("Akka.NET"));
        foreach (var module in AkkaClusterConfig.References())
            all.Merge(Read(module.GetConfig("akka")));
        return all;
    }

    private static HoconSection Read(HoconObject source)
    {
        var section = new HoconSection(new Origin("Akka.NET"));
        foreach (var (key, value) in source.Items)
            section.Set([key], Read(value));
        return section;
    }

    private static HoconNode Read(HoconValue value)
    {
        if (value.IsObject())
            return Read(value.GetObject());
        // An empty list of Akka.NET has no text, and does not say that it is a list.
        var text = value.IsArray() ? null : value.GetString();
        return text is null ? new HoconList([], new Origin("Akka.NET")) : new HoconScalar(text, new Origin("Akka.NET"));
    }
}
