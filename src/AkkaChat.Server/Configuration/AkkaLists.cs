using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>
/// Makes lists of what may stand for one: a single text, or a section with numbers as keys. Akka.NET takes neither where it
/// wants a list.
/// </summary>
internal static class AkkaLists
{
    /// <param name="section">Is changed.</param>
    /// <param name="reference">Akka's, which has the lists.</param>
    public static void Complete(HoconSection section, HoconSection reference)
    {
        foreach (var (key, listed) in reference.Fields)
        {
            var value = section.Find(key);
            if (value is HoconSection inner && listed is HoconSection innerReference)
                Complete(inner, innerReference);
            else if (value is HoconScalar && listed is HoconList)
                section.Set([key], new HoconList([value], value.Origin));
            else if (HoconList.From(value) is { } list && listed is HoconList)
                section.Set([key], list);
        }
    }
}
