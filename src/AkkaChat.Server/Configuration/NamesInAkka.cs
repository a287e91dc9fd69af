using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// All texts below <c>akka</c> but the defaults, each of which may be the name of a section of the user, such as a dispatcher.
/// </summary>
internal static class NamesInAkka
{
    public static HashSet<string> Of(HoconNode? akka)
    {
        var names = new HashSet<string>();
        Collect(akka, names);
        return names;
    }

    private static void Collect(HoconNode? node, HashSet<string> names)
    {
        if (node is HoconScalar scalar && node.Origin.Source != ConfigurationPrinter.Default)
            names.Add(scalar.Text);
        foreach (var inner in (node as HoconSection)?.Fields.Values ?? (node as HoconList)?.Items ?? [])
            Collect(inner, names);
    }
}
