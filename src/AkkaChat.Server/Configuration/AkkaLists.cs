using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Makes lists of what may stand for one: a single text, or a section with numbers as keys. Akka.NET takes neither where it
/// wants a list.
/// </summary>
internal static class AkkaLists
{
    /// <summary>Sections of sections with names of the user's choice, and one that Akka lists with the keys of all of them.</summary>
    private static readonly (string[] Path, string Listed)[] Named =
        [(["actor", "deployment"], "default"), (["coordinated-shutdown", "phases"], "service-unbind")];

    /// <param name="akka">Is changed.</param>
    /// <param name="reference">Akka's, which has the lists.</param>
    public static void Complete(HoconSection akka, HoconSection reference)
    {
        CompleteSection(akka, reference);
        foreach (var (path, listed) in Named)
        {
            if (akka.Find(path) is HoconSection named && reference.Find([.. path, listed]) is HoconSection keys)
            {
                foreach (var inner in named.Fields.Values.OfType<HoconSection>())
                    CompleteSection(inner, keys);
            }
        }
    }

    private static void CompleteSection(HoconSection section, HoconSection reference)
    {
        foreach (var (key, listed) in reference.Fields)
        {
            var value = section.Find(key);
            if (value is HoconSection inner && listed is HoconSection innerReference)
                CompleteSection(inner, innerReference);
            else if (value is HoconScalar && listed is HoconList)
                section.Set([key], new HoconList([value], value.Origin));
            else if (HoconList.From(value) is { } list && listed is HoconList)
                section.Set([key], list);
        }
    }
}
