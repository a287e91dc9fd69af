using AkkaChat.Hocon;

namespace AkkaChat.Server.Configuration;

/// <summary>A single value given on the command line.</summary>
/// <param name="Key">The key; <c>akkachat.</c> in front may be left out, keys of Akka begin with <c>akka.</c>.</param>
/// <param name="Value">A text, which needs no quotes; for a list also a HOCON list, for a key of Akka a list or object.</param>
/// <param name="Source">The option that gave it.</param>
internal sealed record ConfigurationOverride(string Key, string Value, string Source)
{
    /// <summary>Sets the value.</summary>
    /// <param name="reference">The defaults, which tell what is a list.</param>
    /// <exception cref="ConfigurationException">The key, list or object is not valid HOCON, or there is more than one.</exception>
    public void ApplyTo(HoconSection root, HoconSection reference)
    {
        var key = PathOf(Read(Key, "x")) is ["akkachat" or "akka", ..] ? Key : $"akkachat.{Key}";
        var only = Read(key, "x");
        var path = PathOf(only);
        if (only.Find(path) is not HoconScalar)
            throw Several();
        // Other values of the server are never HOCON, so that a shell's quotes are enough. Only as a bare word off turns a
        // password off.
        var isHocon = Value == "off" || (path[0] == "akka"
            ? Value is ['{' or '[', ..]
            : Value is ['[', ..] && reference.Find(path) is HoconList);
        var read = Read(key, isHocon ? Value : HoconWriter.Quote(Value));
        if (!PathOf(read).AsSpan().StartsWith(path))
            throw Several();
        root.Merge(read);
    }

    private ConfigurationException Several() => new([$"{Source} {Key} must set a single value"]);

    private HoconSection Read(string key, string value)
    {
        try
        {
            return HoconReader.ReadField($"{key} = {value}", Source);
        }
        catch (HoconException exception)
        {
            throw new ConfigurationException([.. exception.Problems.Select(problem => $"{Source} {Key}: {problem[(Source.Length + 2)..]}")]);
        }
    }

    /// <summary>The keys from the root to the first section that does not have exactly one field, or to a value.</summary>
    private static string[] PathOf(HoconSection root)
    {
        var path = new List<string>();
        for (HoconNode node = root; node is HoconSection { Fields.Count: 1 } section; node = section.Fields.Values.First())
            path.Add(section.Fields.Keys.First());
        return [.. path];
    }
}
