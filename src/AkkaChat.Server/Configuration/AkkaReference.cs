using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>The keys below <c>akka</c> that Akka's reference configuration lists.</summary>
internal static class AkkaReference
{
    private static readonly Lazy<HoconSection> Loaded = new(() =>
        Read(ConfigurationFactory.Default().GetConfig("akka").Root.GetObject()));

    /// <summary>Only the keys are of use: every value that is no section is an empty text.</summary>
    public static HoconSection Section => Loaded.Value;

    private static HoconSection Read(HoconObject source)
    {
        var section = new HoconSection(new Origin("Akka.NET"));
        foreach (var (key, value) in source.Items)
            section.Set([key], value.IsObject() ? Read(value.GetObject()) : new HoconScalar("", section.Origin));
        return section;
    }
}
