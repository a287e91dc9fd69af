using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Makes the tree in which keys without effect are looked for. A resolved one does not have the keys whose values are null or
/// undefined, and the origin of a value from a substitution is another key.
/// </summary>
internal static class WrittenKeys
{
    /// <param name="resolved">The values.</param>
    /// <param name="written">The same before it was resolved.</param>
    /// <returns>All keys with their values, or null for none; the origins are those of the keys.</returns>
    public static HoconSection Of(HoconSection resolved, HoconSection written)
    {
        var keys = new HoconSection(written.Origin);
        foreach (var (key, node) in written.Fields)
        {
            keys.Set([key], resolved.Find(key) switch
            {
                null => new HoconNull(node.Origin),
                HoconSection section when node is HoconSection inner => Of(section, inner),
                HoconSection section => At(node.Origin, section),
                var value => value with { Origin = node.Origin },
            });
        }

        return keys;
    }

    /// <summary>The keys of a section from a substitution are written there, but for defaults.</summary>
    private static HoconSection At(Origin place, HoconSection section)
    {
        var keys = new HoconSection(place);
        foreach (var (key, value) in section.Fields)
        {
            var inner = value.Origin.Source == ConfigurationPrinter.Default ? place : value.Origin;
            keys.Set([key], value is HoconSection innerSection ? At(inner, innerSection) : value with { Origin = inner });
        }

        return keys;
    }
}
