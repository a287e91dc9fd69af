using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>The keys below <c>akka</c> that Akka's reference configuration lists.</summary>
internal static class AkkaReference
{
    private static readonly Lazy<HoconSection> Loaded = new(() =>
        Read(ConfigurationFactory.Default().GetConfig("akka").Root.GetObject()));

    /// <summary>Its sections and texts; a list is an empty text.</summary>
    public static HoconSection Section => Loaded.Value;

    private static HoconSection Read(HoconObject source)
    {
        var section = new HoconSection(new Origin("Akka.NET"));
        foreach (var (key, value) in source.Items)
            section.Set([key], value.IsObject() ? Read(value.GetObject()) : new HoconScalar(value.IsArray() ? "" : value.GetString() ?? "", section.Origin));
        return section;
    }
}
